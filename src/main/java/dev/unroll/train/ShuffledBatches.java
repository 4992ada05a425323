package dev.unroll.train;

import com.google.common.collect.Iterables;
import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableIntArray;
import dev.unroll.augment.Augmentation;
import dev.unroll.data.BatchPlan;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.model.Batch;
import dev.unroll.model.InputSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Whole sequences, by plan; changed and mixed on the way where that is asked for. */
final class ShuffledBatches implements BatchSource {

  private final Sequences sequences;
  private final BatchPlan plan;
  private final InputSpec input;
  private final Target target;
  private final List<Integer> bounds;
  private final List<Augmentation> augment;
  private final double mixup;
  private final long seed;

  /** Of even and of odd steps, by rows and steps. */
  private final List<Map<List<Integer>, TrainingBatch>> batches =
      List.of(new HashMap<>(), new HashMap<>());

  /**
   * @param bounds steps that a batch may have, ascending
   */
  ShuffledBatches(
      Sequences sequences,
      BatchPlan plan,
      InputSpec input,
      Target target,
      List<Integer> bounds,
      TrainingSpec training,
      long seed) {
    this.sequences = sequences;
    this.plan = plan;
    this.input = input;
    this.target = target;
    this.bounds = bounds;
    this.augment = training.augment();
    this.mixup = training.mixup();
    this.seed = seed;
  }

  @Override
  public TrainingBatch prepare(long step) {
    int[] indices = plan.indices(step);
    return filled(step, indices)
        .of(
            new TrainingBatch.Origin(
                step / plan.stepsPerEpoch() + 1,
                (int) (step % plan.stepsPerEpoch()) + 1,
                ImmutableIntArray.copyOf(indices)));
  }

  private TrainingBatch filled(long step, int[] indices) {
    int longest = Arrays.stream(indices).map(sequences::length).max().orElseThrow();
    int steps =
        bounds.stream()
            .filter(bound -> bound >= longest)
            .findFirst()
            .orElse(Iterables.getLast(bounds));
    TrainingBatch batch =
        batches
            .get((int) (step % 2))
            .computeIfAbsent(List.of(indices.length, steps), key -> make(indices.length, steps));
    if (augment.isEmpty() && mixup == 0) {
      batch.batch().fill(sequences, indices, 0);
      return batch;
    }
    Random random = new Random(scrambled(seed, step));
    int[] partners = indices.clone();
    if (batch.mix().isPresent()) {
      for (int i = partners.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = partners[i];
        partners[i] = partners[j];
        partners[j] = swapped;
      }
      batch.mix().get().choose(sequences, partners);
    }
    batch
        .batch()
        .fill(
            sequences,
            indices,
            (values, row) -> {
              augmented(values, random);
              if (batch.mix().isPresent()) {
                float[] partner = sequences.values(partners[row]);
                augmented(partner, random);
                batch.mix().get().mix(row, values, partner, Mixture.beta(mixup, random));
              }
            });
    return batch;
  }

  /** Seeds that are alike would begin with numbers that are alike. */
  private static long scrambled(long seed, long step) {
    return Hashing.sha256().newHasher().putLong(seed).putLong(step).hash().asLong();
  }

  private void augmented(float[] values, Random random) {
    for (Augmentation augmentation : augment) {
      augmentation.apply(values, input.features(), random);
    }
  }

  private TrainingBatch make(int rows, int steps) {
    InputSpec shape = input.withSteps(steps);
    return new TrainingBatch(
        Batch.toTrain(rows, shape, target),
        mixup > 0 ? Optional.of(new Mixture(rows, shape, target)) : Optional.empty(),
        List.of(),
        new TrainingBatch.Origin(1, 1, ImmutableIntArray.of()));
  }

  @Override
  public void close() {
    batches.forEach(bySize -> bySize.values().forEach(TrainingBatch::close));
  }
}
