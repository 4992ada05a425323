package dev.unroll.internal.server.run;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ReadingThread;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.BatchSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that run what waits. Close them before the models that they run. */
public final class Workers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** What a reading thread may take for a model to run, while others must wait to be read. */
  private static final double SOON = 1e6;

  private final WorkQueue queue;
  private final Statistics statistics = new Statistics();
  private final BatchSettings settings;
  private final List<Thread> threads = new ArrayList<>();

  public Workers(BatchSettings settings) {
    this(settings, Thread.NORM_PRIORITY);
  }

  /**
   * @param priority of the threads, as {@link Thread#setPriority} has it
   */
  public Workers(BatchSettings settings, int priority) {
    this.settings = settings;
    this.queue = new WorkQueue(settings);
    ThreadFactory factory =
        new ThreadFactoryBuilder()
            .setNameFormat("unroll-run-%d")
            .setDaemon(true)
            .setPriority(priority)
            .build();
    for (int i = 0; i < settings.threads(); i++) {
      Thread thread = factory.newThread(this::work);
      threads.add(thread);
      thread.start();
    }
  }

  BatchSettings settings() {
    return settings;
  }

  /**
   * Looks whether work would be let in now.
   *
   * @throws Refusal where it would wait for longer than it may, or the server ends
   */
  void admit(Deadline deadline) {
    queue.admit(deadline);
  }

  /**
   * Lets work in. What comes alone and is soon done is run by the thread that reads requests, where
   * one brings it: to wake another would cost more than what could be read meanwhile.
   *
   * @throws Refusal where it would wait for longer than it may, or the server ends
   */
  public void submit(Work work) {
    Optional<ScheduledExecutorService> here = ReadingThread.current();
    boolean takes = here.isPresent() && soonDone(work);
    if (queue.add(work, takes)) {
      try {
        here.orElseThrow().execute(() -> runAlone(work));
      } catch (RejectedExecutionException e) {
        queue.wake();
      }
    }
  }

  private Pace pace(Work work) {
    return statistics.of(work.version()).pace(work.kind());
  }

  private boolean soonDone(Work work) {
    return pace(work).likelyNanos(work.bytes()) < SOON;
  }

  private void runAlone(Work work) {
    List<WorkQueue.Waiting> taken = queue.takeAlone(work);
    if (!taken.isEmpty()) {
      run(taken);
    }
  }

  /** Adds what goes on with work that was let in before. */
  public void goOn(Work work) {
    queue.addLetIn(work);
  }

  /** What was run, by model and version. */
  public Statistics statistics() {
    return statistics;
  }

  /** What a thread does until the end. */
  private void work() {
    try {
      for (List<WorkQueue.Waiting> taken = queue.take(); !taken.isEmpty(); taken = queue.take()) {
        run(taken);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(List<WorkQueue.Waiting> taken) {
    Work first = taken.get(0).work();
    boolean lone = false;
    long begin = System.nanoTime();
    try {
      List<WorkQueue.Waiting> wanted =
          taken.stream().filter(waiting -> stillWanted(waiting.work())).toList();
      if (!wanted.isEmpty()) {
        runWanted(wanted);
      }
      lone = taken.size() == 1 && !first.abandoned();
    } finally {
      // Before anybody hears of it, who may then ask for more.
      queue.done();
    }
    taken.forEach(waiting -> release(waiting.work()));
    if (lone) {
      // With what it took to write its answer.
      pace(first).took(first.bytes(), System.nanoTime() - begin);
    }
  }

  private static boolean stillWanted(Work work) {
    if (work.deadline().passed()) {
      work.refuse(
          Refusal.of(Status.DEADLINE_EXCEEDED, "The deadline passed before the model could run"));
    }
    return !work.abandoned();
  }

  private void runWanted(List<WorkQueue.Waiting> wanted) {
    List<Work> works = wanted.stream().map(WorkQueue.Waiting::work).toList();
    long begin = System.nanoTime();
    try {
      works.get(0).run(works);
    } catch (RuntimeException | Error e) {
      Refusal told = failed(e);
      works.forEach(work -> work.refuse(told));
    }
    long nanos = System.nanoTime() - begin;
    int rows = works.stream().mapToInt(Work::rows).sum();
    queue.ran(rows, nanos);
    long waited = wanted.stream().mapToLong(one -> begin - one.since()).sum();
    statistics.of(works.get(0).version()).ran(works.size(), rows, waited, nanos);
  }

  /** What a client is told of a failure that is not its own. */
  static Refusal failed(Throwable e) {
    return Refusal.of(Status.INTERNAL, "The model failed: %s", e.getClass().getSimpleName());
  }

  private static void release(Work work) {
    try {
      work.release();
    } catch (RuntimeException e) {
      // The thread serves others, whatever became of this.
      LOG.error("giving back a model failed", e);
    }
  }

  /** Whether work is let in. */
  public boolean open() {
    return queue.open();
  }

  /** How much waits. */
  public int waiting() {
    return queue.waiting();
  }

  /** Lets nothing in any more, and waits until what was let in is answered. */
  @Override
  public void close() {
    queue.close();
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          threads.forEach(Thread::interrupt);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
