package dev.unroll.source.ais;

/**
 * A stretch of a vessel's way without a long gap, in steps of the same time.
 *
 * @param start of the first step, in seconds since 2000
 * @param latitudes of each step in degrees
 * @param longitudes of each step in degrees
 * @param speeds over ground of each step in knots
 * @param courses over ground of each step in degrees
 */
@SuppressWarnings("ArrayRecordComponent") // many tracks, each read once by what made it
record Track(
    int start, double[] latitudes, double[] longitudes, double[] speeds, double[] courses) {

  int steps() {
    return latitudes.length;
  }

  /** Steps of {@code window} from {@code first} on that are slower than {@code knots}. */
  int slowerSteps(int first, int window, double knots) {
    int slower = 0;
    for (int i = first; i < first + window; i++) {
      slower += speeds[i] < knots ? 1 : 0;
    }
    return slower;
  }
}
