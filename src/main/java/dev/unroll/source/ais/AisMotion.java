package dev.unroll.source.ais;

import static dev.unroll.check.Check.that;

/**
 * Holds the speeds and courses that vessels report to those that their positions tell, which differ
 * throughout where coordinates are swapped or speeds are of another unit.
 */
final class AisMotion {

  /** Slower ones are noise. */
  private static final double LEAST_KNOTS = 2;

  /** Pairs of rows that tell enough. */
  private static final int LEAST_PAIRS = 20;

  /** How far speeds may be apart. */
  private static final double MOST_RATIO = 1.4;

  /** How far courses may be apart, in degrees. */
  private static final double MOST_DEGREES = 45;

  /** Share of pairs that may be farther apart, speeds in the same direction. */
  private static final double MOST_SHARE = 0.7;

  private int pairs;
  private int faster;
  private int slower;
  private double reported;
  private double travelled;
  private int courses;
  private int turned;

  /**
   * Takes two rows of a vessel that follow each other.
   *
   * @param speed that they report, in knots; NaN where it is not known
   * @param byPositions knots that their positions tell
   * @param turn degrees, 0 to 180, between the course reported and the way to the next position;
   *     NaN where it is not known
   */
  void see(double speed, double byPositions, double turn) {
    if (!(speed >= LEAST_KNOTS)) {
      return;
    }
    pairs++;
    faster += byPositions > MOST_RATIO * speed ? 1 : 0;
    slower += byPositions * MOST_RATIO < speed ? 1 : 0;
    reported += speed;
    travelled += byPositions;
    if (turn >= 0 && byPositions >= LEAST_KNOTS) {
      courses++;
      turned += turn > MOST_DEGREES ? 1 : 0;
    }
  }

  /**
   * Says where the two do not agree.
   *
   * @throws dev.unroll.check.InputException where that is so of most pairs
   */
  void check(String file) {
    that(
        courses < LEAST_PAIRS || turned < MOST_SHARE * courses,
        "%s: in %d of %d steps vessels move in another direction than their courses say; are"
            + " latitude and longitude swapped? See the setting columns",
        file,
        turned,
        courses);
    that(
        pairs < LEAST_PAIRS || Math.max(faster, slower) < MOST_SHARE * pairs,
        "%s: vessels move %.1f knots by their positions and %.1f by their speeds; latitude and"
            + " longitude may be swapped, or the speeds not be in knots: see the setting columns",
        file,
        travelled / Math.max(1, pairs),
        reported / Math.max(1, pairs));
  }
}
