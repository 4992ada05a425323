package dev.unroll.data;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which sequences make up the batch of a step. The answer depends on the seed and the step alone,
 * so that training can go on from any step.
 */
public final class BatchPlan {

  private final int count;
  private final int batchSize;
  private final BatchOrder order;
  private final long seed;

  /** Indices of sequences that may share a batch. */
  private final List<int[]> buckets;

  private long epochOfBatches = -1;
  private List<int[]> batches = List.of();

  /**
   * @param count sequences to draw from
   * @param batchSize sequences a batch; {@link BatchOrder#SEQUENTIAL} needs more sequences than
   *     that
   */
  public BatchPlan(int count, int batchSize, BatchOrder order, long seed) {
    this(List.of(IntStream.range(0, count).toArray()), batchSize, order, seed);
  }

  private BatchPlan(List<int[]> buckets, int batchSize, BatchOrder order, long seed) {
    this.count = positive("training sequences", buckets.stream().mapToInt(b -> b.length).sum());
    this.batchSize = positive("batch size", batchSize);
    this.order = order;
    this.seed = seed;
    this.buckets = buckets;
    that(
        order == BatchOrder.SHUFFLED || count > batchSize,
        "batch order sequential needs more training sequences (%d) than the batch size (%d);"
            + " choose a smaller batch size or the order shuffled",
        count,
        batchSize);
  }

  /**
   * A plan whose batches, in shuffled order, hold sequences of similar length.
   *
   * @param lengths steps of each sequence
   * @param bounds steps of the longest sequence of each bucket, ascending
   */
  public static BatchPlan ofBuckets(int[] lengths, List<Integer> bounds, int batchSize, long seed) {
    List<int[]> buckets = new ArrayList<>();
    int above = 0;
    for (int bound : bounds) {
      int least = above;
      buckets.add(
          IntStream.range(0, lengths.length)
              .filter(i -> lengths[i] > least && lengths[i] <= bound)
              .toArray());
      above = bound;
    }
    return new BatchPlan(
        buckets.stream().filter(bucket -> bucket.length > 0).toList(),
        batchSize,
        BatchOrder.SHUFFLED,
        seed);
  }

  /**
   * Bounds of {@code buckets} buckets that hold about as many sequences each: lengths, ascending;
   * the last is the longest.
   */
  public static List<Integer> bounds(int[] lengths, int buckets) {
    positive("training sequences", lengths.length);
    int[] sorted = lengths.clone();
    Arrays.sort(sorted);
    int most = Math.min(buckets, lengths.length);
    SortedSet<Integer> bounds = new TreeSet<>();
    for (int i = 1; i <= most; i++) {
      bounds.add(sorted[(int) ((long) sorted.length * i / most) - 1]);
    }
    return List.copyOf(bounds);
  }

  /** Steps in which every sequence is seen about once. */
  public int stepsPerEpoch() {
    return buckets.stream().mapToInt(bucket -> (bucket.length - 1) / batchSize + 1).sum();
  }

  /** Indices of the sequences of step {@code step}, counted from 0. */
  public int[] indices(long step) {
    if (order == BatchOrder.SEQUENTIAL) {
      if (epochOfBatches != 0) {
        batches = List.of(Sequences.permutation(count, seed * 1_000_003));
        epochOfBatches = 0;
      }
      int offset = (int) ((step * batchSize) % (count - batchSize));
      return Arrays.copyOfRange(batches.get(0), offset, offset + batchSize);
    }
    long epoch = step / stepsPerEpoch();
    if (epoch != epochOfBatches) {
      batches = shuffledBatches(seed * 1_000_003 + epoch);
      epochOfBatches = epoch;
    }
    return batches.get((int) (step % stepsPerEpoch())).clone();
  }

  private List<int[]> shuffledBatches(long epochSeed) {
    List<int[]> all = new ArrayList<>();
    for (int[] bucket : buckets) {
      int[] permutation = Sequences.permutation(bucket.length, epochSeed);
      int[] shuffled = Arrays.stream(permutation).map(i -> bucket[i]).toArray();
      for (int from = 0; from < shuffled.length; from += batchSize) {
        int to = Math.min(shuffled.length, from + batchSize);
        all.add(Arrays.copyOfRange(shuffled, from, to));
      }
    }
    if (buckets.size() == 1) {
      return all;
    }
    int[] turns = Sequences.permutation(all.size(), epochSeed + 1);
    return Arrays.stream(turns).mapToObj(all::get).toList();
  }
}
