package dev.unroll.internal.server.settings;

import static dev.unroll.check.Check.that;

import com.google.protobuf.Int64Value;
import dev.unroll.internal.server.proto.BatchingParameters;
import dev.unroll.server.settings.BatchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of TensorFlow Serving's that says how requests are batched. */
public final class BatchingParametersFile {

  private static final Logger LOG = LoggerFactory.getLogger(BatchingParametersFile.class);

  private BatchingParametersFile() {}

  /**
   * Reads a file, the text of {@code BatchingParameters}. What it does not say stays. No batch
   * waits for others, none is padded and one that is too large is split, whatever it says of that.
   *
   * @param settings what holds where it says nothing
   * @throws dev.unroll.check.InputException where it is damaged or does not agree with itself
   */
  public static BatchSettings read(Path file, BatchSettings settings) throws IOException {
    BatchingParameters.Builder parameters = BatchingParameters.newBuilder();
    TextProto.read(file, parameters);
    return of(file, parameters.build(), settings);
  }

  private static BatchSettings of(Path file, BatchingParameters given, BatchSettings settings) {
    int rows = settings.rows();
    if (given.hasMaxBatchSize()) {
      rows = number(file, "max_batch_size", given.getMaxBatchSize());
    }
    if (given.hasMaxExecutionBatchSize()) {
      int most = number(file, "max_execution_batch_size", given.getMaxExecutionBatchSize());
      that(
          !given.hasMaxBatchSize() || most <= rows,
          "%s: max_execution_batch_size: expected max_batch_size, %d, at most, found %d",
          file,
          rows,
          most);
      rows = most;
    }
    List<Long> allowed = given.getAllowedBatchSizesList();
    for (int i = 0; i < allowed.size(); i++) {
      that(
          allowed.get(i) > (i == 0 ? 0 : allowed.get(i - 1)),
          "%s: allowed_batch_sizes: expected sizes of 1 or more, each larger than the one before,"
              + " found %s",
          file,
          allowed);
    }
    if (!allowed.isEmpty()) {
      long last = allowed.get(allowed.size() - 1);
      boolean bounded = given.hasMaxBatchSize() || given.hasMaxExecutionBatchSize();
      that(
          last <= Integer.MAX_VALUE && (!bounded || last == rows),
          "%s: allowed_batch_sizes: expected the last to be the largest batch, %d, found %d",
          file,
          rows,
          last);
      rows = (int) last;
    }
    int threads =
        given.hasNumBatchThreads()
            ? number(file, "num_batch_threads", given.getNumBatchThreads())
            : settings.threads();
    int waiting = settings.waiting();
    if (given.hasMaxEnqueuedBatches()) {
      long batches = number(file, "max_enqueued_batches", given.getMaxEnqueuedBatches());
      waiting = (int) Math.min(Integer.MAX_VALUE, batches * rows);
    }
    if (given.hasBatchTimeoutMicros()) {
      that(
          given.getBatchTimeoutMicros().getValue() >= 0,
          "%s: batch_timeout_micros: expected 0 or more, found %d",
          file,
          given.getBatchTimeoutMicros().getValue());
      LOG.info("{}: batch_timeout_micros is not needed: no batch waits for others", file);
    }
    if (given.getPadVariableLengthInputs()) {
      LOG.info(
          "{}: pad_variable_length_inputs is not needed: inputs of one length run together", file);
    }
    return new BatchSettings(threads, rows, settings.longestWait(), waiting);
  }

  private static int number(Path file, String name, Int64Value value) {
    that(
        value.getValue() >= 1 && value.getValue() <= Integer.MAX_VALUE,
        "%s: %s: expected 1 to %d, found %d",
        file,
        name,
        Integer.MAX_VALUE,
        value.getValue());
    return (int) value.getValue();
  }
}
