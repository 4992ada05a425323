package dev.unroll.source.ais;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The positions of one vessel as they come, 20 bytes each, and the types that it said it has. */
final class VesselRows {

  private static final double PER_DEGREE = 1e7;

  private int[] seconds = new int[16];

  /** In 1e-7 degrees, about a centimetre. */
  private int[] latitudes = new int[16];

  private int[] longitudes = new int[16];
  private float[] speeds = new float[16];
  private float[] courses = new float[16];
  private int size;
  private final Map<String, int[]> types = new LinkedHashMap<>(2);

  /**
   * Adds a position.
   *
   * @param time in seconds from any moment on
   * @param speed in knots; NaN where it is not known
   * @param course in degrees; NaN where it is not known
   */
  void add(int time, double latitude, double longitude, double speed, double course) {
    if (size == seconds.length) {
      resize(size + (size >> 1));
    }
    seconds[size] = time;
    latitudes[size] = (int) Math.round(latitude * PER_DEGREE);
    longitudes[size] = (int) Math.round(longitude * PER_DEGREE);
    speeds[size] = (float) speed;
    courses[size] = (float) course;
    size++;
  }

  private void resize(int room) {
    seconds = Arrays.copyOf(seconds, room);
    latitudes = Arrays.copyOf(latitudes, room);
    longitudes = Arrays.copyOf(longitudes, room);
    speeds = Arrays.copyOf(speeds, room);
    courses = Arrays.copyOf(courses, room);
  }

  /** Counts a row in which the vessel says its type. */
  void addType(String type) {
    types.computeIfAbsent(type, first -> new int[1])[0]++;
  }

  /** The type that the vessel says most often, the first of those; empty where it says none. */
  Optional<String> type() {
    String best = null;
    int most = 0;
    for (Map.Entry<String, int[]> entry : types.entrySet()) {
      if (entry.getValue()[0] > most) {
        most = entry.getValue()[0];
        best = entry.getKey();
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Puts the rows into the order of time; those of the same time stay in the order they came in.
   */
  void sort() {
    long[] order = new long[size];
    boolean sorted = true;
    for (int i = 0; i < size; i++) {
      order[i] = ((long) seconds[i] << 32) | i;
      sorted &= i == 0 || seconds[i] >= seconds[i - 1];
    }
    if (sorted) {
      return;
    }
    Arrays.sort(order);
    int[] fromSeconds = seconds.clone();
    int[] fromLatitudes = latitudes.clone();
    int[] fromLongitudes = longitudes.clone();
    float[] fromSpeeds = speeds.clone();
    float[] fromCourses = courses.clone();
    for (int i = 0; i < size; i++) {
      int from = (int) order[i];
      seconds[i] = fromSeconds[from];
      latitudes[i] = fromLatitudes[from];
      longitudes[i] = fromLongitudes[from];
      speeds[i] = fromSpeeds[from];
      courses[i] = fromCourses[from];
    }
  }

  int size() {
    return size;
  }

  int seconds(int row) {
    return seconds[row];
  }

  double latitude(int row) {
    return latitudes[row] / PER_DEGREE;
  }

  double longitude(int row) {
    return longitudes[row] / PER_DEGREE;
  }

  double speed(int row) {
    return speeds[row];
  }

  double course(int row) {
    return courses[row];
  }
}
