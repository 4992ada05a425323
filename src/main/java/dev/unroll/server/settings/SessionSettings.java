package dev.unroll.server.settings;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import java.time.Duration;

/**
 * How long sessions live, and how many may.
 *
 * @param idle time after its last step that a session lives for
 * @param most sessions at a time
 * @param mostBytes that their states take at most
 * @param evict whether the one that was idle for the longest makes room for a new one; else a new
 *     one is refused
 * @param endOnReload whether a session ends where its version of the model does; else it goes on
 *     with the version that it began with, which is kept as long
 */
public record SessionSettings(
    Duration idle, int most, long mostBytes, boolean evict, boolean endOnReload) {

  public SessionSettings {
    that(!idle.isNegative() && !idle.isZero(), "sessions: idle: expected a time, got %s", idle);
    positive("sessions: most", most);
    that(mostBytes > 0, "sessions: mostBytes: expected 1 or more, got %d", mostBytes);
  }

  /** Ten minutes, 100,000 sessions, 256 MiB. */
  public static SessionSettings standard() {
    return new SessionSettings(Duration.ofMinutes(10), 100_000, 256L << 20, false, false);
  }
}
