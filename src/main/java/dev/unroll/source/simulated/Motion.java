package dev.unroll.source.simulated;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Sequences;
import dev.unroll.source.har.Har;
import dev.unroll.source.har.UciHar;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A simulated phone at the waist of 30 people, in the layout and units of {@link UciHar}: windows
 * [128, 9] at 50 Hz with half overlap, body acceleration in g, angular velocity in rad/s, total
 * acceleration in g. The same numbers on every machine.
 *
 * <p>What tells the classes apart lies in time, not in the means: the three gaits and standing
 * share one posture and differ in cadence, harmonics and sway; sitting and standing differ little
 * in tilt but in their sway. Cadence, vigour and the phone's seat vary from person to person, and
 * training and test people differ.
 */
public record Motion() implements DataSource {

  private static final int SUBJECTS = 30;
  private static final int TEST_SUBJECTS = 9;
  private static final int WINDOWS_PER_ACTIVITY = 16;
  private static final double SAMPLE_RATE_HERTZ = 50;
  private static final double ACCELERATION_NOISE_G = 0.012;
  private static final double ROTATION_NOISE_RADIANS_PER_SECOND = 0.02;
  private static final int HOP = UciHar.STEPS / 2;
  private static final int FEATURES = 9;

  /**
   * How a body moves in an activity.
   *
   * @param tilt mean forward lean of the trunk in rad
   * @param tiltSpread its standard deviation over people and recordings in rad
   * @param cadence steps a second relative to the person's own; 0 at rest
   * @param bounce amplitudes of the vertical acceleration's harmonics of the step frequency, in g
   * @param swing amplitudes of the angular velocity about x, y, z at half the step frequency, in
   *     rad/s
   * @param sway amplitude of the slow sway at rest, in g
   * @param swayHertz its frequency
   */
  private record Activity(
      double tilt,
      double tiltSpread,
      double cadence,
      List<Double> bounce,
      List<Double> swing,
      double sway,
      double swayHertz) {}

  private static final Activity[] ACTIVITIES = {
    new Activity(
        0.05, 0.10, 1.00, List.of(0.22, 0.12, 0.04, 0.02), List.of(0.35, 0.45, 0.30), 0, 0),
    new Activity(
        0.09, 0.10, 0.86, List.of(0.20, 0.05, 0.03, 0.01), List.of(0.55, 0.60, 0.25), 0, 0),
    new Activity(
        0.03, 0.10, 1.08, List.of(0.26, 0.15, 0.13, 0.09), List.of(0.40, 0.35, 0.50), 0, 0),
    new Activity(0.16, 0.12, 0, List.of(), List.of(0.0, 0.0, 0.0), 0.004, 0.25),
    new Activity(0.05, 0.10, 0, List.of(), List.of(0.0, 0.0, 0.0), 0.030, 0.60),
    new Activity(1.45, 0.15, 0, List.of(), List.of(0.0, 0.0, 0.0), 0.004, 0.25),
  };

  @Override
  public PathUse pathUse() {
    return PathUse.NONE;
  }

  @Override
  public Dataset read(String path) {
    return simulate();
  }

  @Override
  public Optional<Layout> layout() {
    return new Har().layout();
  }

  /** Makes the dataset; subjects 1 to 21 train, 22 to 30 test. */
  public static Dataset simulate() {
    return new Dataset(
        "motion",
        true,
        UciHar.SIGNALS,
        UciHar.CLASS_NAMES,
        windows(1, SUBJECTS - TEST_SUBJECTS),
        Sequences.empty(FEATURES),
        windows(SUBJECTS - TEST_SUBJECTS + 1, SUBJECTS));
  }

  private static Sequences windows(int firstSubject, int lastSubject) {
    int recordings = (lastSubject - firstSubject + 1) * ACTIVITIES.length;
    int count = recordings * WINDOWS_PER_ACTIVITY;
    float[] values = new float[count * UciHar.STEPS * FEATURES];
    int[] labels = new int[count];
    int[] subjects = new int[count];
    int window = 0;
    for (int subject = firstSubject; subject <= lastSubject; subject++) {
      Random person = new Random(7919L * subject);
      double cadenceHertz = 1.85 + 0.12 * person.nextGaussian();
      double vigour = StrictMath.exp(0.18 * person.nextGaussian());
      double[] seat = {0.10 * person.nextGaussian(), 0.10 * person.nextGaussian()};
      for (int label = 0; label < ACTIVITIES.length; label++) {
        float[] recording =
            record(ACTIVITIES[label], cadenceHertz, vigour, seat, new Random(person.nextLong()));
        for (int i = 0; i < WINDOWS_PER_ACTIVITY; i++) {
          int size = UciHar.STEPS * FEATURES;
          System.arraycopy(recording, i * HOP * FEATURES, values, window * size, size);
          labels[window] = label;
          subjects[window] = subject;
          window++;
        }
      }
    }
    return Sequences.ofSteps(values, UciHar.STEPS, FEATURES, labels, subjects);
  }

  /** One unbroken recording, [samples, 9]. */
  private static float[] record(
      Activity activity, double cadenceHertz, double vigour, double[] seat, Random random) {
    int samples = HOP * (WINDOWS_PER_ACTIVITY + 1);
    float[] recording = new float[samples * FEATURES];
    double pitch = activity.tilt + activity.tiltSpread * random.nextGaussian() + seat[0];
    double roll = 0.08 * random.nextGaussian() + seat[1];
    double strideHertz = cadenceHertz * activity.cadence * (1 + 0.04 * random.nextGaussian()) / 2;
    double strength = vigour * StrictMath.exp(0.12 * random.nextGaussian());
    double phase = 2 * StrictMath.PI * random.nextDouble();
    double swayPhase = 2 * StrictMath.PI * random.nextDouble();
    double[] harmonicPhase = {0, 0.6 * random.nextGaussian(), 0.8 * random.nextGaussian(), 1};
    double hurry = 0;
    for (int t = 0; t < samples; t++) {
      hurry = 0.98 * hurry + 0.006 * random.nextGaussian();
      phase += 2 * StrictMath.PI * strideHertz * (1 + hurry) / SAMPLE_RATE_HERTZ;
      swayPhase += 2 * StrictMath.PI * activity.swayHertz * (1 + 4 * hurry) / SAMPLE_RATE_HERTZ;

      double up = 0;
      for (int harmonic = 0; harmonic < activity.bounce.size(); harmonic++) {
        up +=
            activity.bounce.get(harmonic)
                * StrictMath.sin(2 * (harmonic + 1) * phase + harmonicPhase[harmonic]);
      }
      up *= strength;
      boolean moving = activity.cadence > 0;
      double sway = activity.sway * StrictMath.sin(swayPhase);
      double side = moving ? 0.12 * strength * StrictMath.sin(phase) : sway;
      double ahead =
          moving
              ? 0.6 * up * StrictMath.cos(0.9) + 0.05 * strength * StrictMath.cos(2 * phase)
              : 0.7 * activity.sway * StrictMath.cos(0.7 * swayPhase);
      double[] body = rotated(up, side, ahead, pitch, roll);
      double[] gravity = rotated(1, 0, 0, pitch, roll);
      int at = t * FEATURES;
      for (int axis = 0; axis < 3; axis++) {
        double acceleration = body[axis] + ACCELERATION_NOISE_G * random.nextGaussian();
        double turning =
            strength * activity.swing.get(axis) * StrictMath.sin((axis == 1 ? 2 : 1) * phase + axis)
                + 1.5 * activity.sway * StrictMath.cos(swayPhase + axis)
                + ROTATION_NOISE_RADIANS_PER_SECOND * random.nextGaussian();
        recording[at + axis] = (float) acceleration;
        recording[at + 3 + axis] = (float) turning;
        recording[at + 6 + axis] = (float) (gravity[axis] + acceleration);
      }
    }
    return recording;
  }

  /** A vector of the upright body seen by a phone that is pitched, then rolled. */
  private static double[] rotated(double up, double side, double ahead, double pitch, double roll) {
    double cosPitch = StrictMath.cos(pitch);
    double sinPitch = StrictMath.sin(pitch);
    double x = cosPitch * up - sinPitch * ahead;
    double z = sinPitch * up + cosPitch * ahead;
    double cosRoll = StrictMath.cos(roll);
    double sinRoll = StrictMath.sin(roll);
    return new double[] {cosRoll * x - sinRoll * side, sinRoll * x + cosRoll * side, z};
  }
}
