package dev.unroll.source.ais;

import dev.unroll.source.ais.AisReport.Count;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes tracks of the rows of a vessel: rows of one time and positions that it cannot have reached
 * are left out, the rest is split at long gaps and interpolated to even steps.
 */
final class TrackMaker {

  /** Faster than any vessel; times are often cut to the minute, which doubles speeds. */
  private static final double FASTEST_KNOTS = 100;

  /** How far positions may err. */
  private static final double ERROR_METRES = 200;

  /** A position change by less tells no course. */
  private static final double LEAST_METRES = 1;

  private final AisWindows settings;
  private final AisReport.Tally tally;
  private final List<Track> tracks = new ArrayList<>();
  private VesselRows rows = new VesselRows();
  private int[] kept = new int[0];
  private int count;

  TrackMaker(AisWindows settings, AisReport.Tally tally) {
    this.settings = settings;
    this.tally = tally;
  }

  /** The tracks of a vessel that are as long as a window or longer; the rows are put in order. */
  List<Track> tracks(VesselRows vessel) {
    rows = vessel;
    rows.sort();
    kept = new int[rows.size()];
    count = 0;
    tracks.clear();
    for (int row = 0; row < rows.size(); row++) {
      add(row);
    }
    finish();
    return List.copyOf(tracks);
  }

  private void add(int row) {
    if (count > 0) {
      int last = kept[count - 1];
      int passed = rows.seconds(row) - rows.seconds(last);
      if (passed == 0) {
        tally.add(Count.DUPLICATES);
        return;
      }
      if (passed > settings.longestGap()) {
        finish();
      } else if (!reachable(last, row)) {
        // Where the next row follows from this one, the way goes on here; else this one is wrong.
        int next = nextTime(row);
        if (next < 0 || !reachable(row, next) || reachable(last, next)) {
          tally.add(Count.JUMPS);
          return;
        }
        finish();
      } else {
        compareMotion(last, row, passed);
      }
    }
    kept[count++] = row;
  }

  private void compareMotion(int last, int row, int passed) {
    double speed = (rows.speed(last) + rows.speed(row)) / 2;
    double metres =
        Earth.distance(
            rows.latitude(last), rows.longitude(last), rows.latitude(row), rows.longitude(row));
    double north = Earth.north(rows.latitude(last), rows.latitude(row));
    double east =
        Earth.east(
            rows.latitude(last), rows.longitude(last), rows.latitude(row), rows.longitude(row));
    double direction = Math.toDegrees(Math.atan2(east, north));
    tally
        .motion()
        .see(
            speed,
            metres / passed / Earth.METRES_PER_SECOND,
            Math.abs(Earth.turn(rows.course(last), direction)));
  }

  private int nextTime(int row) {
    for (int next = row + 1; next < rows.size(); next++) {
      if (rows.seconds(next) != rows.seconds(row)) {
        return next;
      }
    }
    return -1;
  }

  private boolean reachable(int from, int to) {
    double seconds = rows.seconds(to) - rows.seconds(from);
    double metres =
        Earth.distance(
            rows.latitude(from), rows.longitude(from), rows.latitude(to), rows.longitude(to));
    return metres <= ERROR_METRES + seconds * FASTEST_KNOTS * Earth.METRES_PER_SECOND;
  }

  /** Ends the track of the rows kept so far. */
  private void finish() {
    if (count == 0) {
      return;
    }
    tally.add(Count.TRACKS);
    int seconds = rows.seconds(kept[count - 1]) - rows.seconds(kept[0]);
    int steps = seconds / settings.interval() + 1;
    if (steps < settings.steps()) {
      tally.add(Count.SHORT_TRACKS);
    } else {
      tracks.add(resampled(steps));
    }
    count = 0;
  }

  /** The kept rows at even times, the first row's first. */
  private Track resampled(int steps) {
    Track track =
        new Track(
            rows.seconds(kept[0]),
            new double[steps],
            new double[steps],
            new double[steps],
            new double[steps]);
    int before = 0;
    for (int step = 0; step < steps; step++) {
      int time = rows.seconds(kept[0]) + step * settings.interval();
      while (before + 1 < count && rows.seconds(kept[before + 1]) <= time) {
        before++;
      }
      int a = kept[before];
      int b = kept[Math.min(before + 1, count - 1)];
      double share =
          a == b ? 0 : (double) (time - rows.seconds(a)) / (rows.seconds(b) - rows.seconds(a));
      track.latitudes()[step] = mixed(rows.latitude(a), rows.latitude(b), share);
      // The shorter way around, which may cross 180 degrees.
      track.longitudes()[step] =
          rows.longitude(a) + share * Earth.turn(rows.longitude(a), rows.longitude(b));
      track.speeds()[step] = mixed(rows.speed(a), rows.speed(b), share);
      track.courses()[step] = mixedCourse(rows.course(a), rows.course(b), share);
    }
    fillFromPositions(track);
    return track;
  }

  /** The number between two; NaN where one that counts is. */
  private static double mixed(double a, double b, double share) {
    return share == 0 ? a : a + share * (b - a);
  }

  /** The direction between two by their sines and cosines; that of the nearer if they oppose. */
  private static double mixedCourse(double a, double b, double share) {
    if (share == 0) {
      return a;
    }
    double sine = mixed(Math.sin(Math.toRadians(a)), Math.sin(Math.toRadians(b)), share);
    double cosine = mixed(Math.cos(Math.toRadians(a)), Math.cos(Math.toRadians(b)), share);
    if (Math.hypot(sine, cosine) < 1e-9) {
      return share < 0.5 ? a : b;
    }
    return Math.toDegrees(Math.atan2(sine, cosine));
  }

  /** Where speeds and courses are not known, takes those of the positions around. */
  private void fillFromPositions(Track track) {
    double known = 0;
    for (int step = 0; step < track.steps(); step++) {
      int from = Math.max(0, step - 1);
      int to = Math.min(track.steps() - 1, step + 1);
      double latitude = track.latitudes()[from];
      double toLatitude = track.latitudes()[to];
      double north = Earth.north(latitude, toLatitude);
      double east =
          Earth.east(latitude, track.longitudes()[from], toLatitude, track.longitudes()[to]);
      double metres = Math.hypot(north, east);
      if (Double.isNaN(track.speeds()[step])) {
        double seconds = (double) (to - from) * settings.interval();
        track.speeds()[step] = to == from ? 0 : metres / seconds / Earth.METRES_PER_SECOND;
      }
      if (Double.isNaN(track.courses()[step])) {
        track.courses()[step] =
            metres < LEAST_METRES ? known : Math.toDegrees(Math.atan2(east, north));
      }
      known = track.courses()[step];
    }
  }
}
