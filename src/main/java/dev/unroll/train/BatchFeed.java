package dev.unroll.train;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ExecutionError;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The batches of a training, one a step. While a step runs, a thread of the feed prepares the next
 * batch, in native memory that is used again two steps later.
 */
final class BatchFeed implements AutoCloseable {

  private final BatchSource source;
  private final long lastStep;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          new ThreadFactoryBuilder().setNameFormat("batches").setDaemon(true).build());

  private long nextStep;
  private Future<TrainingBatch> next;

  /**
   * @param source closed with the feed
   * @param firstStep the first that will be asked for
   * @param lastStep the step after the last
   */
  BatchFeed(BatchSource source, long firstStep, long lastStep) {
    this.source = source;
    this.nextStep = firstStep;
    this.lastStep = lastStep;
    prepare();
  }

  private void prepare() {
    long step = nextStep;
    if (step < lastStep) {
      next = thread.submit(() -> source.prepare(step));
    }
  }

  /** The batch of the next step; the feed's to close, and good until the next call. */
  TrainingBatch next() {
    TrainingBatch batch;
    try {
      batch = Futures.getUnchecked(next);
    } catch (UncheckedExecutionException | ExecutionError e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e);
    }
    nextStep++;
    prepare();
    return batch;
  }

  @Override
  public void close() {
    // The thread may still write to native memory.
    thread.shutdown();
    Uninterruptibles.awaitTerminationUninterruptibly(thread);
    source.close();
  }
}
