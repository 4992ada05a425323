package dev.unroll.source.ais;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import dev.unroll.settings.Default;

/**
 * How tracks become windows.
 *
 * @param interval seconds between steps; positions are interpolated to it
 * @param longestGap seconds without a position beyond which a track ends and another begins
 * @param steps of a window
 * @param stride steps from the start of a window to that of the next
 * @param leastSpeed knots; a window that is slower for most of its steps is of a vessel at rest and
 *     left out
 */
public record AisWindows(
    @Default("120") int interval,
    @Default("1800") int longestGap,
    @Default("64") int steps,
    @Default("32") int stride,
    @Default("0.5") double leastSpeed) {

  public AisWindows {
    positive("interval", interval);
    that(
        longestGap >= interval,
        "longestGap: expected as many seconds as the interval of %d or more, got %d",
        interval,
        longestGap);
    that(steps >= 2, "steps: expected 2 or more, as motion needs two positions, got %d", steps);
    positive("stride", stride);
    notNegative("leastSpeed", leastSpeed);
  }

  /** Two hours in steps of two minutes, a new window every hour. */
  public AisWindows() {
    this(120, 1800, 64, 32, 0.5);
  }
}
