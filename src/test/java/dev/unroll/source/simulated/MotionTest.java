package dev.unroll.source.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Fingerprint;
import dev.unroll.data.Sequences;
import dev.unroll.source.ais.SoftmaxRegression;
import dev.unroll.source.har.UciHar;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MotionTest {

  private static final Dataset MOTION = Motion.simulate();

  @Test
  void isTheSameEverywhere() {
    assertEquals(
        "c2200868c63a79075e624d22a7273507b46a51f9a3a7e6e46d29fe0eff1fa75f",
        Fingerprint.of(MOTION.holdOutGroups(3, 1)));
  }

  @Test
  void hasTheLayoutOfTheRealData() {
    assertEquals(UciHar.SIGNALS, MOTION.signals());
    assertEquals(UciHar.CLASS_NAMES, MOTION.classNames());
    assertEquals(UciHar.STEPS, MOTION.maxSteps());
    assertTrue(MOTION.sameLength());
    assertTrue(MOTION.simulated());
    assertEquals("motion (simulated data)", MOTION.title());
  }

  @Test
  void subjectsOfTestAreNotInTraining() {
    Set<Integer> common = new TreeSet<>(MOTION.train().groups());
    common.retainAll(MOTION.test().groups());
    assertEquals(Set.of(), common);
    assertEquals(21, MOTION.train().groups().size());
    assertEquals(9, MOTION.test().groups().size());
  }

  @Test
  void totalAccelerationIsGravityAndBodyAcceleration() {
    Sequences train = MOTION.train();
    for (int window = 0; window < train.size(); window += 97) {
      double squares = 0;
      for (int axis = 0; axis < 3; axis++) {
        double gravity = train.value(window, 5, 6 + axis) - train.value(window, 5, axis);
        squares += gravity * gravity;
      }
      assertEquals(1, squares, 1e-5, "1 g");
    }
  }

  @Test
  void windowMeansAloneDoNotTellTheClassesApart() {
    double accuracy = SoftmaxRegression.onWindowMeans(MOTION);
    assertTrue(accuracy < 0.70, "softmax regression on window means reaches " + accuracy);
    assertTrue(accuracy > 0.40, "postures tell something: " + accuracy);
  }
}
