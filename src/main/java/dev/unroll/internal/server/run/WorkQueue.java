package dev.unroll.internal.server.run;

import dev.unroll.internal.server.request.Deadline;
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

  /** Nanoseconds for which nothing is taken for alone once work has come together. */
  private static final long TOGETHER = 50_000_000;

  /**
   * Of so much work that comes alone one goes to the threads: while its taker runs it, it cannot be
   * seen whether more would come.
   */
  private static final int TRIAL = 16;

  /**
   * Work and since when it waits.
   *
   * @param since by {@link System#nanoTime}
   */
  record Waiting(Work work, long since) {}

  private final BatchSettings settings;
  private final Map<Object, Deque<Waiting>> groups = new LinkedHashMap<>();
  private int waiting;
  private int running;
  private long together = System.nanoTime();
  private int alone;
  private long waitingRows;
  private boolean first = true;
  private double rowNanos;
  private boolean closed;

  WorkQueue(BatchSettings settings) {
    this.settings = settings;
  }

  /**
   * Looks whether work may be let in.
   *
   * @throws Refusal where it would wait for longer than it may, or the server ends
   */
  synchronized void admit(Deadline deadline) {
    if (closed) {
      throw Refusal.busy("The server is shutting down", Duration.ofSeconds(1));
    }
    if (deadline.passed()) {
      throw Refusal.of(Status.DEADLINE_EXCEEDED, "The deadline passed before the model could run");
    }
    Duration wait = Duration.ofNanos((long) (waitingRows * rowNanos / settings.threads()));
    Duration left = deadline.left();
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
  }

  /**
   * Lets work in.
   *
   * @param takes whether the caller takes it by {@link #takeAlone} if nothing else is here
   * @return whether the caller must do so: nobody else was told
   * @throws Refusal where it would wait for longer than it may, or the server ends
   */
  synchronized boolean add(Work work, boolean takes) {
    admit(work.deadline());
    put(work);
    if (takes && comesAlone()) {
      return true;
    }
    notify();
    return false;
  }

  private boolean comesAlone() {
    long now = System.nanoTime();
    if (waiting > 1 || running > 0) {
      together = now + TOGETHER;
    }
    return now - together > 0 && ++alone % TRIAL != 0;
  }

  /** Adds what goes on with work that was let in before. */
  synchronized void addLetIn(Work work) {
    put(work);
    notify();
  }

  private void put(Work work) {
    groups
        .computeIfAbsent(work.group(), group -> new ArrayDeque<>())
        .add(new Waiting(work, System.nanoTime()));
    waiting++;
    waitingRows += work.rows();
  }

  /** What is to run next, waited for; empty once this is closed and nothing is left. */
  synchronized List<Waiting> take() throws InterruptedException {
    while (groups.isEmpty() && !closed) {
      wait();
    }
    return groups.isEmpty() ? List.of() : next();
  }

  /**
   * Takes work that was let in to be run by the caller; nothing where more came meanwhile, so that
   * the threads of the queue see to it all.
   */
  synchronized List<Waiting> takeAlone(Work work) {
    if (waiting == 1 && running == 0) {
      Deque<Waiting> only = groups.values().iterator().next();
      if (only.element().work() == work) {
        return next();
      }
    }
    wake();
    return List.of();
  }

  /** Tells all who wait for work. */
  synchronized void wake() {
    notifyAll();
  }

  private List<Waiting> next() {
    List<Waiting> taken = new ArrayList<>();
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
    running++;
    return taken;
  }

  /** What was taken at one time is done. */
  synchronized void done() {
    running--;
  }

  /** Learns how long rows take. */
  synchronized void ran(long rows, long nanos) {
    if (first) {
      // It prepares what the next will find.
      first = false;
      return;
    }
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
