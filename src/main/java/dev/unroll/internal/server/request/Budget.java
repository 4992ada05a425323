package dev.unroll.internal.server.request;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all requests together may take. Safe for any number of threads. */
public final class Budget {

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param most bytes at a time
   */
  public Budget(long most) {
    this.most = most;
  }

  /** Takes so many, to be given back; false where they are not left. */
  public boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Gives back what was taken. */
  public void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** Bytes that are taken. */
  public long taken() {
    return taken.get();
  }
}
