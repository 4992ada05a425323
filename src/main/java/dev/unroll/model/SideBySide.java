package dev.unroll.model;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.errorprone.annotations.ThreadSafe;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Runs parts of a task by several threads, the calling one among them. The others are of an
 * executor that is given, or of its own, which begin with the first task that has parts.
 */
@ThreadSafe
@SuppressWarnings("ThreadSafe") // executors are safe, but no interface says so
final class SideBySide {

  private final int threads;

  @GuardedBy("this")
  private Optional<Executor> given = Optional.empty();

  @GuardedBy("this")
  private Optional<ExecutorService> own = Optional.empty();

  @GuardedBy("this")
  private int running;

  @GuardedBy("this")
  private boolean closed;

  /**
   * With no threads yet.
   *
   * @param threads that run at most, the calling one included
   */
  SideBySide(int threads) {
    this.threads = threads;
  }

  int threads() {
    return threads;
  }

  synchronized void on(Executor executor) {
    given = Optional.of(executor);
  }

  /** Runs {@code part} for 0 to {@code count - 1}; what the first failing part throws is thrown. */
  void run(int count, IntConsumer part) {
    begin();
    try {
      if (count == 1) {
        part.accept(0);
        return;
      }
      Task task = new Task(count, part);
      int others = Math.min(threads, count) - 1;
      if (others > 0) {
        Executor executor = executor();
        for (int i = 0; i < others; i++) {
          try {
            executor.execute(task);
          } catch (RejectedExecutionException e) {
            break; // full or shut down: the calling thread does it
          }
        }
      }
      task.run();
      task.await();
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    if (closed) {
      throw new IllegalStateException("the predictor is closed");
    }
    running++;
  }

  private synchronized void end() {
    running--;
    notifyAll();
  }

  private synchronized Executor executor() {
    if (given.isPresent()) {
      return given.get();
    }
    if (own.isEmpty()) {
      own =
          Optional.of(
              Executors.newFixedThreadPool(
                  threads - 1,
                  new ThreadFactoryBuilder().setNameFormat("predict-%d").setDaemon(true).build()));
    }
    return own.get();
  }

  /**
   * Lets nothing begin and waits for what runs.
   *
   * @return whether this is the first call
   */
  synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    boolean interrupted = false;
    while (running > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    own.ifPresent(ExecutorService::shutdown);
    return first;
  }

  /** Parts that threads take one after the other. */
  private static final class Task implements Runnable {
    private final int count;
    private final IntConsumer part;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch open;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Task(int count, IntConsumer part) {
      this.count = count;
      this.part = part;
      this.open = new CountDownLatch(count);
    }

    @Override
    public void run() {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            part.accept(i);
          }
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          open.countDown();
        }
      }
    }

    /** Waits for the parts that other threads have taken. */
    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          open.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // native memory is in use until all parts are done
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable thrown = failure.get();
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
