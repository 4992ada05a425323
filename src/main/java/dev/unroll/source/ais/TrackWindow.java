package dev.unroll.source.ais;

/** A window of a track and what follows from it alone. */
final class TrackWindow {

  /** Steps before and after a step between which straightness is measured. */
  private static final int STRAIGHTNESS_REACH = 4;

  private final Track track;
  private final int first;
  private final int interval;

  /** Metres from the window's start, and along the way. */
  private final double[] east;

  private final double[] north;
  private final double[] way;

  private final double meanCourse;
  private final double meanSpeed;

  /**
   * @param first step of the track that the window begins with
   * @param steps of the window, 2 or more
   * @param interval seconds between steps
   */
  TrackWindow(Track track, int first, int steps, int interval) {
    this.track = track;
    this.first = first;
    this.interval = interval;
    east = new double[steps];
    north = new double[steps];
    way = new double[steps];
    double eastward = 0;
    double northward = 0;
    double speeds = 0;
    for (int step = 0; step < steps; step++) {
      eastward += speed(step) * Math.sin(course(step));
      northward += speed(step) * Math.cos(course(step));
      speeds += speed(step);
      if (step > 0) {
        advance(step);
      }
    }
    boolean still = Math.hypot(eastward, northward) < 1e-6;
    meanCourse = still ? course(0) : Math.atan2(eastward, northward);
    meanSpeed = speeds / steps;
  }

  private void advance(int step) {
    int to = first + step;
    double latitude = track.latitudes()[to - 1];
    double toLatitude = track.latitudes()[to];
    double northward = Earth.north(latitude, toLatitude);
    double eastward =
        Earth.east(latitude, track.longitudes()[to - 1], toLatitude, track.longitudes()[to]);
    east[step] = east[step - 1] + eastward;
    north[step] = north[step - 1] + northward;
    way[step] = way[step - 1] + Math.hypot(eastward, northward);
  }

  int steps() {
    return way.length;
  }

  /** Knots. */
  double speed(int step) {
    return track.speeds()[first + step];
  }

  /** Knots, mean over the window. */
  double meanSpeed() {
    return meanSpeed;
  }

  /** Knots a minute, since the step before; at the first step, until the second. */
  double acceleration(int step) {
    int to = Math.max(1, step);
    return (speed(to) - speed(to - 1)) / minutes();
  }

  /** Radians, since the step before; 0 at the first step. */
  double courseChange(int step) {
    double change = step == 0 ? 0 : course(step) - course(step - 1);
    return Math.atan2(Math.sin(change), Math.cos(change));
  }

  /** Degrees a minute, since the step before; 0 at the first step. */
  double turnRate(int step) {
    return Math.toDegrees(courseChange(step)) / minutes();
  }

  /** Radians from the direction in which the vessel moves over the window as a whole. */
  double relativeCourse(int step) {
    return course(step) - meanCourse;
  }

  /** Knots by positions, since the step before; at the first step, until the second. */
  double positionSpeed(int step) {
    int to = Math.max(1, step);
    return (way[to] - way[to - 1]) / interval / Earth.METRES_PER_SECOND;
  }

  /** Distance over way, around a step: 1 on a straight line, near 0 on a circle or at rest. */
  double straightness(int step) {
    int from = Math.max(0, step - STRAIGHTNESS_REACH);
    int to = Math.min(steps() - 1, step + STRAIGHTNESS_REACH);
    double distance = Math.hypot(east[to] - east[from], north[to] - north[from]);
    // A metre more keeps the noise of a vessel at rest from counting as a way.
    return distance / (way[to] - way[from] + 1);
  }

  /** Metres from the window's start in the direction of the mean course. */
  double along(int step) {
    return north[step] * Math.cos(meanCourse) + east[step] * Math.sin(meanCourse);
  }

  /** Metres from the window's start to the right of the mean course. */
  double across(int step) {
    return east[step] * Math.cos(meanCourse) - north[step] * Math.sin(meanCourse);
  }

  /** Degrees. */
  double latitude(int step) {
    return track.latitudes()[first + step];
  }

  /** Degrees, in [-180, 180). */
  double longitude(int step) {
    return Earth.turn(0, track.longitudes()[first + step]);
  }

  private double course(int step) {
    return Math.toRadians(track.courses()[first + step]);
  }

  private double minutes() {
    return interval / 60.0;
  }
}
