package dev.unroll.internal.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A count that only grows. */
final class Count implements Family.Series {

  private final LongAdder count = new LongAdder();

  void add(long more) {
    count.add(more);
  }

  @Override
  public void write(StringBuilder text, String name, String labels) {
    Family.line(text, name, labels, (double) count.sum());
  }
}
