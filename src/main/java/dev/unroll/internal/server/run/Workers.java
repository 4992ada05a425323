package dev.unroll.internal.server.run;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.BatchSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** The threads that run what waits. Close them before the models that they run. */
public final class Workers implements AutoCloseable {

  private final WorkQueue queue;
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
   * Lets work in.
   *
   * @throws Refusal where it would wait for longer than it may, or the server ends
   */
  public void submit(Work work) {
    queue.add(work);
  }

  /** Adds what goes on with work that was let in before. */
  public void goOn(Work work) {
    queue.addLetIn(work);
  }

  /** What a thread does until the end. */
  private void work() {
    try {
      for (List<Work> works = queue.take(); !works.isEmpty(); works = queue.take()) {
        List<Work> wanted = works.stream().filter(Workers::stillWanted).toList();
        if (!wanted.isEmpty()) {
          long begin = System.nanoTime();
          run(wanted);
          queue.ran(wanted.stream().mapToLong(Work::rows).sum(), System.nanoTime() - begin);
        }
        works.forEach(Work::release);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean stillWanted(Work work) {
    if (work.deadline().passed()) {
      work.refuse(
          Refusal.of(Status.DEADLINE_EXCEEDED, "The deadline passed before the model could run"));
    }
    return !work.abandoned();
  }

  private static void run(List<Work> works) {
    try {
      works.get(0).run(works);
    } catch (RuntimeException | Error e) {
      Refusal told =
          Refusal.of(Status.INTERNAL, "The model failed: %s", e.getClass().getSimpleName());
      works.forEach(work -> work.refuse(told));
    }
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
