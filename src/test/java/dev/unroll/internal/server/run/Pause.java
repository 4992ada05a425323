package dev.unroll.internal.server.run;

import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Keeps a thread until it is told to go on. */
public final class Pause implements Work, AutoCloseable {

  private final ModelVersion.Lease lease;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);

  /**
   * @param lease given back at the end
   */
  Pause(ModelVersion.Lease lease) {
    this.lease = lease;
  }

  /** Begins to keep a thread. */
  public static Pause of(Workers workers, ModelVersion.Lease lease) throws InterruptedException {
    Pause pause = new Pause(lease);
    workers.submit(pause);
    pause.begun.await();
    return pause;
  }

  /** Lets the thread go on. */
  public void end() {
    end.countDown();
  }

  /** Lets the thread go on, whatever became of a test. */
  @Override
  public void close() {
    end();
  }

  @Override
  public Object group() {
    return this;
  }

  @Override
  public int rows() {
    return 1;
  }

  @Override
  public String kind() {
    return "test";
  }

  @Override
  public long bytes() {
    return 1;
  }

  @Override
  public ModelVersion version() {
    return lease.version();
  }

  @Override
  public Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(10));
  }

  @Override
  public boolean abandoned() {
    return false;
  }

  @Override
  public void run(List<Work> together) {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void refuse(Refusal refusal) {}

  @Override
  public void release() {
    lease.close();
  }
}
