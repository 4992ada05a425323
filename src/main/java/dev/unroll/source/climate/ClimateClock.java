package dev.unroll.source.climate;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Times of a station: in microseconds since 1970. */
final class ClimateClock {

  private static final long SECOND = 1_000_000;
  private static final double DAY_SECONDS = 86_400;
  private static final double YEAR_DAYS = 365.2425;

  private ClimateClock() {}

  /** Writes what {@code clock} gives. */
  static void put(Clock clock, long time, float[] target, int at) {
    LocalDateTime moment = moment(time);
    double second = moment.toLocalTime().toNanoOfDay() / 1e9;
    double day = second / DAY_SECONDS;
    if (clock != Clock.NONE) {
      putCircle(2 * StrictMath.PI * day, target, at);
    }
    if (clock == Clock.DAY_AND_YEAR) {
      double year = (moment.getDayOfYear() - 1 + day) / YEAR_DAYS;
      putCircle(2 * StrictMath.PI * year, target, at + 2);
    }
  }

  /** Writes sine and cosine of an angle in rad. */
  static void putCircle(double angle, float[] target, int at) {
    target[at] = (float) StrictMath.sin(angle);
    target[at + 1] = (float) StrictMath.cos(angle);
  }

  /** As in the files: {@code 2009-01-01 00:10:00}. */
  static String text(long time) {
    LocalDateTime moment = moment(time);
    return moment.toLocalDate() + " " + String.format(Locale.ROOT, "%tT", moment);
  }

  private static LocalDateTime moment(long time) {
    int nanos = (int) Math.floorMod(time, SECOND) * 1000;
    return LocalDateTime.ofEpochSecond(Math.floorDiv(time, SECOND), nanos, ZoneOffset.UTC);
  }

  /** {@code 24h}, {@code 10min}, {@code 5s} or {@code 20ms}, of microseconds. */
  static String duration(long micros) {
    if (micros % SECOND != 0) {
      return micros % 1000 == 0 ? micros / 1000 + "ms" : micros + "us";
    }
    long seconds = micros / SECOND;
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
  }
}
