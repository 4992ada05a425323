package dev.unroll.server.settings;

import static dev.unroll.check.Check.positive;

/**
 * What a version runs before it is served, so that its first requests are not slower than others.
 *
 * @param automatic whether each signature runs on zeros in each size of batch
 * @param recorded whether the requests run that a SavedModel keeps in {@code
 *     assets.extra/tf_serving_warmup_requests}
 * @param times that each recorded request runs, 1 or more
 */
public record WarmupSettings(boolean automatic, boolean recorded, int times) {

  public WarmupSettings {
    positive("warmup: times", times);
  }

  /** Both, once. */
  public static WarmupSettings standard() {
    return new WarmupSettings(true, true, 1);
  }

  /** Nothing. */
  public static WarmupSettings none() {
    return new WarmupSettings(false, false, 1);
  }
}
