package dev.unroll.internal.server.run;

import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.BatchSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Work that waits, in the order that it came in; that of one group goes together. No clock holds it
 * back: whoever is free takes what is there. Safe for any number of threads.
 */
final class WorkQueue {

  /** How fast the time of a row follows what is measured. */
  private static final double NEWS = 0.1;

  /**
   * Work and since when it waits.
   *
   * @param since by {@link System#nanoTime}
   */
  record Waiting(Work work, long since) {}

  private final BatchSettings settings;
  private final Map<Object, Deque<Waiting>> groups = new LinkedHashMap<>();
  private int waiting;
  private long waitingRows;
  private double rowNanos;
  private boolean closed;

  WorkQueue(BatchSettings settings) {
    this.settings = settings;
  }

  /**
   * Lets work in.
   *
   * @throws Refusal where it would wait for longer than it may, or the server ends
   */
  synchronized void add(Work work) {
    if (closed) {
      throw Refusal.busy("The server is shutting down", Duration.ofSeconds(1));
    }
    if (work.deadline().passed()) {
      throw Refusal.of(Status.DEADLINE_EXCEEDED, "The deadline passed before the model could run");
    }
    Duration wait = Duration.ofNanos((long) (waitingRows * rowNanos / settings.threads()));
    Duration left = work.deadline().left();
    Duration longest = settings.longestWait().compareTo(left) < 0 ? settings.longestWait() : left;
    if (waiting >= settings.waiting() || wait.compareTo(longest) > 0) {
      throw Refusal.busy(
          "Too many requests are waiting: "
              + waiting
              + ", which take about "
              + wait.toMillis()
              + " ms; try again later",
          wait);
    }
    addLetIn(work);
  }

  /** Adds what goes on with work that was let in before. */
  synchronized void addLetIn(Work work) {
    groups
        .computeIfAbsent(work.group(), group -> new ArrayDeque<>())
        .add(new Waiting(work, System.nanoTime()));
    waiting++;
    waitingRows += work.rows();
    notify();
  }

  /** What is to run next, waited for; empty once this is closed and nothing is left. */
  synchronized List<Waiting> take() throws InterruptedException {
    while (groups.isEmpty() && !closed) {
      wait();
    }
    List<Waiting> taken = new ArrayList<>();
    if (groups.isEmpty()) {
      return taken;
    }
    Map.Entry<Object, Deque<Waiting>> group = groups.entrySet().iterator().next();
    Deque<Waiting> works = group.getValue();
    long rows = 0;
    while (!works.isEmpty()
        && (taken.isEmpty() || rows + works.peek().work().rows() <= settings.rows())) {
      Waiting next = works.remove();
      rows += next.work().rows();
      taken.add(next);
    }
    // What is left of the group goes behind the others.
    groups.remove(group.getKey());
    if (!works.isEmpty()) {
      groups.put(group.getKey(), works);
    }
    waiting -= taken.size();
    waitingRows -= rows;
    return taken;
  }

  /** Learns how long rows take. */
  synchronized void ran(long rows, long nanos) {
    double one = (double) nanos / Math.max(1, rows);
    rowNanos = rowNanos == 0 ? one : rowNanos + NEWS * (one - rowNanos);
  }

  synchronized boolean open() {
    return !closed;
  }

  /** How much waits. */
  synchronized int waiting() {
    return waiting;
  }

  /** Lets nothing in any more; what waits is still taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
