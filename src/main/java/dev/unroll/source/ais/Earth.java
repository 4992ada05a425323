package dev.unroll.source.ais;

/** Distances between positions that are near each other, on a sphere. */
final class Earth {

  /** Metres a second in a knot. */
  static final double METRES_PER_SECOND = 1852.0 / 3600;

  private static final double RADIUS_METRES = 6_371_008.8;

  private Earth() {}

  /** Metres to the north from the first latitude to the second; degrees in. */
  static double north(double latitude, double toLatitude) {
    return RADIUS_METRES * Math.toRadians(toLatitude - latitude);
  }

  /** Metres to the east, at the middle of both latitudes; degrees in. */
  static double east(double latitude, double longitude, double toLatitude, double toLongitude) {
    double middle = Math.toRadians((latitude + toLatitude) / 2);
    return RADIUS_METRES * Math.cos(middle) * Math.toRadians(turn(longitude, toLongitude));
  }

  /** Metres between two positions; degrees in. */
  static double distance(double latitude, double longitude, double toLatitude, double toLongitude) {
    return Math.hypot(
        north(latitude, toLatitude), east(latitude, longitude, toLatitude, toLongitude));
  }

  /** Degrees from one direction or longitude to another by the shorter way, in [-180, 180). */
  static double turn(double from, double to) {
    double turn = (to - from) % 360;
    return turn < -180 ? turn + 360 : turn >= 180 ? turn - 360 : turn;
  }
}
