package dev.unroll.source.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Fingerprint;
import dev.unroll.data.Layout;
import dev.unroll.data.Sequences;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MovingShapesTest {

  private static Dataset shapes;

  @BeforeAll
  static void make() throws IOException {
    shapes = new MovingShapes().read("");
  }

  @Test
  void isTheSameEverywhere() {
    assertEquals(
        "4185672b99cf8e3468308ca0154c7a2e3a72e0dd524f40292c56f95f679ec0e1", Fingerprint.of(shapes));
  }

  @Test
  void hasClipsOfDifferentLengthsOfThreeClasses() {
    assertTrue(shapes.simulated());
    assertEquals(240, shapes.train().size());
    assertEquals(120, shapes.test().size());
    assertEquals(24 * 24 * 3, shapes.train().features());
    Set<Integer> lengths = new TreeSet<>();
    int[] counts = new int[3];
    for (int i = 0; i < shapes.train().size(); i++) {
      lengths.add(shapes.train().length(i));
      counts[shapes.train().label(i)]++;
      for (float value : shapes.train().values(i)) {
        assertTrue(value >= 0 && value <= 1);
      }
    }
    assertArrayEquals(new int[] {80, 80, 80}, counts);
    assertEquals(17, lengths.size(), "8 to 24 frames");
    Layout layout = new MovingShapes().layout().orElseThrow();
    assertEquals(24, layout.steps());
    assertEquals(shapes.schema(), layout.schema());
  }

  @Test
  void noCombinationOfColourAndShapeIsInBothParts() {
    Set<Integer> common = new TreeSet<>(shapes.train().groups());
    common.retainAll(shapes.test().groups());
    assertEquals(Set.of(), common);
    assertEquals(8, shapes.train().groups().size());
    assertEquals(4, shapes.test().groups().size());
  }

  @Test
  void oneFrameDoesNotTellTheClassButMovementDoes() {
    double byPlace = nearest(MovingShapesTest::firstPlace);
    assertTrue(byPlace < 0.5, "by the place in one frame: " + byPlace);
    double byMovement = nearest(MovingShapesTest::spread);
    assertTrue(byMovement > 0.95, "by how far it moves each way: " + byMovement);
  }

  /** What is looked at of a clip. */
  private interface View {
    double[] of(Sequences part, int clip);
  }

  /**
   * Test accuracy of the majority among the nine training clips that are nearest in {@code view}.
   */
  private static double nearest(View view) {
    double[][] all = new double[shapes.train().size()][];
    for (int j = 0; j < all.length; j++) {
      all[j] = view.of(shapes.train(), j);
    }
    int right = 0;
    for (int i = 0; i < shapes.test().size(); i++) {
      double[] seen = view.of(shapes.test(), i);
      boolean[] used = new boolean[shapes.train().size()];
      int[] votes = new int[3];
      for (int vote = 0; vote < 9; vote++) {
        int best = -1;
        double least = Double.MAX_VALUE;
        for (int j = 0; j < used.length; j++) {
          double[] known = all[j];
          double distance = Math.hypot(seen[0] - known[0], seen[1] - known[1]);
          if (!used[j] && distance < least) {
            least = distance;
            best = j;
          }
        }
        used[best] = true;
        votes[shapes.train().label(best)]++;
      }
      int guess = votes[0] >= votes[1] && votes[0] >= votes[2] ? 0 : votes[1] >= votes[2] ? 1 : 2;
      right += guess == shapes.test().label(i) ? 1 : 0;
    }
    return (double) right / shapes.test().size();
  }

  private static double[] firstPlace(Sequences part, int clip) {
    return place(part, clip, 0);
  }

  private static double[] spread(Sequences part, int clip) {
    double[] least = {99, 99};
    double[] most = {-99, -99};
    for (int frame = 0; frame < part.length(clip); frame++) {
      double[] place = place(part, clip, frame);
      for (int axis = 0; axis < 2; axis++) {
        least[axis] = Math.min(least[axis], place[axis]);
        most[axis] = Math.max(most[axis], place[axis]);
      }
    }
    return new double[] {most[0] - least[0], most[1] - least[1]};
  }

  /** Centre of the light above the background. */
  private static double[] place(Sequences part, int clip, int frame) {
    double light = 0;
    double x = 0;
    double y = 0;
    for (int row = 0; row < MovingShapes.SIZE; row++) {
      for (int column = 0; column < MovingShapes.SIZE; column++) {
        double most = 0;
        for (int channel = 0; channel < 3; channel++) {
          int feature = 3 * (row * MovingShapes.SIZE + column) + channel;
          most = Math.max(most, part.value(clip, frame, feature) - 0.1);
        }
        light += most;
        x += most * column;
        y += most * row;
      }
    }
    return new double[] {x / light, y / light};
  }
}
