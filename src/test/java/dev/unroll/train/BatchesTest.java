package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.augment.Jitter;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.BatchPlan;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Dropout;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Padding;
import dev.unroll.layer.Pool1D;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.Batch;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Buckets, changed and mixed sequences. */
class BatchesTest {

  private static Dataset varied(int count) throws IOException {
    Random random = new Random(5);
    SequencesBuilder train = new SequencesBuilder(2);
    for (int i = 0; i < count; i++) {
      float[] values = new float[2 * (2 + random.nextInt(12))];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) random.nextGaussian();
      }
      train.add(values, i).label(i % 3 == 0 ? 1 : 0);
    }
    return new Dataset(
        "varied",
        true,
        List.of(new Signal("a", ""), new Signal("b", "")),
        List.of("no", "yes"),
        train.build(),
        Sequences.empty(2),
        Sequences.empty(2));
  }

  private static TrainingSpec training(int batchSize, int buckets, double mixup, double jitter) {
    return new TrainingSpec(
        new Optimizer.GradientDescent(),
        0.1,
        new Schedule.Constant(),
        0,
        L2.ALL,
        0,
        batchSize,
        BatchOrder.SHUFFLED,
        2,
        0,
        1,
        0,
        ClassWeights.EQUAL,
        jitter > 0 ? List.of(new Jitter(List.of(jitter))) : List.of(),
        mixup,
        buckets,
        0);
  }

  private static ModelSpec model(Dataset dataset) {
    return ModelDesign.of(
            new Conv1D(
                3, 3, 2, 1, Padding.SAME, ActivationFunction.TANH, new Initializer.GlorotUniform()),
            new BatchNorm(),
            new Recurrent(new Gru(3), 1, true),
            new Readout(Readout.Take.MEAN))
        .forData(dataset);
  }

  @Test
  void everySequenceIsInOneBatchOfItsBucketAnEpoch() throws IOException {
    Sequences train = varied(50).train();
    int[] lengths = IntStream.range(0, 50).map(train::length).toArray();
    List<Integer> bounds = BatchPlan.bounds(lengths, 3);
    assertEquals(train.maxSteps(), bounds.get(bounds.size() - 1));
    BatchPlan plan = BatchPlan.ofBuckets(lengths, bounds, 8, 1);
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Integer> seen = new ArrayList<>();
      for (int step = 0; step < plan.stepsPerEpoch(); step++) {
        int[] batch = plan.indices((long) epoch * plan.stepsPerEpoch() + step);
        int longest = Arrays.stream(batch).map(i -> lengths[i]).max().orElseThrow();
        int bound = bounds.stream().filter(b -> b >= longest).findFirst().orElseThrow();
        int below = bounds.stream().filter(b -> b < bound).mapToInt(b -> b).max().orElse(0);
        for (int i : batch) {
          assertTrue(lengths[i] > below, "all of one bucket");
          seen.add(i);
        }
      }
      assertEquals(IntStream.range(0, 50).boxed().toList(), seen.stream().sorted().toList());
    }
  }

  @Test
  void theBucketDoesNotChangeTheStep() throws IOException {
    Dataset dataset = varied(8);
    Sequences few = dataset.train().where(i -> dataset.train().length(i) <= 9);
    ModelSpec model = model(dataset);
    TrainingSpec training = training(few.size(), 1, 0, 0);
    List<Weights> after = new ArrayList<>();
    for (int steps : new int[] {9, model.input().steps()}) {
      try (TrainingSession session =
              new TrainingSession(
                  model,
                  training,
                  LossOptions.NONE,
                  List.of(9, model.input().steps()),
                  3,
                  Compute.standard().withDeterminism(),
                  Optional.empty());
          Batch batch = Batch.toTrain(few.size(), model.input().withSteps(steps), model.task())) {
        batch.fill(few, IntStream.range(0, few.size()).toArray(), 0);
        session.step(batch, 0.1);
        after.add(session.weights());
      }
    }
    for (String name : after.get(0).names()) {
      assertArrayEquals(after.get(0).values(name), after.get(1).values(name), 2e-6f, name);
    }
  }

  @Test
  void trainingByBucketsLearns() throws IOException {
    Dataset dataset = varied(30);
    TrainedModel model = new Trainer(model(dataset), dataset, training(4, 3, 0.2, 0.1), 1).run();
    assertTrue(model.weights().allFinite());
    assertTrue(model.weights().has("batch_normalization/moving_mean"), "statistics are kept");
  }

  @Test
  void theSameStepDrawsTheSameChangesWhereverTrainingBegan() throws IOException {
    Dataset dataset = varied(20);
    ModelSpec model = model(dataset);
    TrainingSpec training = training(6, 1, 0.4, 0.5);
    List<float[]> first = new ArrayList<>();
    for (long begin : new long[] {0, 4}) {
      TrainingPlan plan = new TrainingPlan(model, dataset.train(), training, 2);
      try (BatchFeed feed = new BatchFeed(plan.batches(), begin, 6)) {
        TrainingBatch batch = feed.next();
        for (long step = begin; step < 5; step++) {
          batch = step == 4 ? batch : feed.next();
        }
        first.add(Tensors.values(batch.batch().inputs()));
        float[] shares = Tensors.values(batch.mix().orElseThrow().shares());
        for (float share : shares) {
          assertTrue(share >= 0 && share <= 1);
        }
      }
    }
    assertArrayEquals(first.get(0), first.get(1));
  }

  @Test
  void dropoutDiffersFromStepToStepAndIsTheSameForAStep() throws IOException {
    Dataset dataset = varied(20);
    ModelSpec model =
        ModelDesign.of(
                new Dropout(0.5),
                new Recurrent(new Gru(3), 1, false, 0.2, 0.3, Recurrent.State.STATELESS),
                new Readout(Readout.Take.MEAN))
            .forData(dataset);
    TrainingSpec training = training(20, 1, 0, 0);
    float[] losses = new float[3];
    for (int i = 0; i < 3; i++) {
      TrainingPlan plan = new TrainingPlan(model, dataset.train(), training, 2);
      try (TrainingSession session =
              new TrainingSession(
                  model,
                  training,
                  LossOptions.NONE,
                  plan.steps(),
                  2,
                  Compute.standard().withDeterminism(),
                  Optional.empty());
          BatchFeed feed = new BatchFeed(plan.batches(), 0, 1)) {
        losses[i] = session.measuredStep(feed.next(), i == 2 ? 1 : 0, 0).loss();
      }
    }
    assertEquals(losses[0], losses[1]);
    assertFalse(losses[0] == losses[2]);
  }

  @Test
  void rareClassesWeighMore() throws IOException {
    Dataset dataset = varied(30);
    assertEquals(
        List.of(0.75, 1.5), ClassWeights.BALANCED.of(dataset.schema().target(), dataset.train()));
    assertEquals(List.of(), ClassWeights.EQUAL.of(dataset.schema().target(), dataset.train()));
  }

  @Test
  void sharesOfAMixtureFollowTheirDistribution() {
    Random random = new Random(1);
    double mean = 0;
    double square = 0;
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      double share = Mixture.beta(0.4, random);
      mean += share / count;
      square += share * share / count;
    }
    assertEquals(0.5, mean, 0.01);
    // The variance of Beta(a, a) is 1 / (4 (2 a + 1)).
    assertEquals(1 / (4 * 1.8), square - mean * mean, 0.005);
  }

  @Test
  void moreBucketsThanSequencesAreAsManyAsThereAreLengths() {
    assertEquals(List.of(2, 5), BatchPlan.bounds(new int[] {5, 2, 2}, 8));
  }

  @Test
  void poolsLeaveNothingBehindARowsEndThatDropoutCouldBlowUp() throws IOException {
    Dataset dataset = varied(20);
    ModelSpec model =
        ModelDesign.of(
                new Pool1D(2),
                new Dropout(0.5),
                new Recurrent(new Gru(3), 1, false, 0.3, 0, Recurrent.State.STATELESS),
                new Readout(Readout.Take.MEAN))
            .forData(dataset);
    TrainedModel trained = new Trainer(model, dataset, training(5, 1, 0, 0), 1).run();
    assertTrue(trained.weights().allFinite());
  }

  @Test
  void aShortBucketCountsAsFilledUpToAWindow() throws IOException {
    Dataset dataset = varied(30);
    ModelSpec model =
        ModelDesign.of(
                new Conv1D(3, 5, Padding.VALID, ActivationFunction.TANH),
                new Readout(Readout.Take.MEAN))
            .forData(dataset);
    TrainedModel trained = new Trainer(model, dataset, training(5, 4, 0, 0), 1).run();
    assertTrue(trained.weights().allFinite());
  }
}
