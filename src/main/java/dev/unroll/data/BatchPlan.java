package dev.unroll.data;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import java.util.Arrays;

/**
 * Which sequences make up the batch of a step. The answer depends on the seed and the step alone,
 * so that training can go on from any step.
 */
public final class BatchPlan {

  private final int count;
  private final int batchSize;
  private final BatchOrder order;
  private final long seed;
  private long epochOfOrder = -1;
  private int[] permutation = {};

  /**
   * @param count sequences to draw from
   * @param batchSize sequences a batch; {@link BatchOrder#SEQUENTIAL} needs more sequences than
   *     that
   */
  public BatchPlan(int count, int batchSize, BatchOrder order, long seed) {
    this.count = positive("training sequences", count);
    this.batchSize = positive("batch size", batchSize);
    this.order = order;
    this.seed = seed;
    that(
        order == BatchOrder.SHUFFLED || count > batchSize,
        "batch order sequential needs more training sequences (%d) than the batch size (%d);"
            + " choose a smaller batch size or the order shuffled",
        count,
        batchSize);
  }

  /** Steps in which every sequence is seen about once. */
  public int stepsPerEpoch() {
    return (count - 1) / batchSize + 1;
  }

  /** Indices of the sequences of step {@code step}, counted from 0. */
  public int[] indices(long step) {
    return switch (order) {
      case SHUFFLED -> {
        int from = (int) (step % stepsPerEpoch()) * batchSize;
        yield slice(step / stepsPerEpoch(), from, from + Math.min(batchSize, count - from));
      }
      case SEQUENTIAL -> {
        int offset = (int) ((step * batchSize) % (count - batchSize));
        yield slice(0, offset, offset + batchSize);
      }
    };
  }

  private int[] slice(long epoch, int from, int to) {
    if (epoch != epochOfOrder) {
      permutation = Sequences.permutation(count, seed * 1_000_003 + epoch);
      epochOfOrder = epoch;
    }
    return Arrays.copyOfRange(permutation, from, to);
  }
}
