package dev.unroll.train;

import java.util.concurrent.atomic.AtomicBoolean;

/** Asks a training, from any thread, to end after its current step. */
public final class StopRequest {

  private final AtomicBoolean requested = new AtomicBoolean();

  /** Asks; asking twice is no different. */
  public void request() {
    requested.set(true);
  }

  public boolean isRequested() {
    return requested.get();
  }
}
