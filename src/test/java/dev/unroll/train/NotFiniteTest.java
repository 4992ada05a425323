package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.CustomLayer;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.Value;
import dev.unroll.model.ModelDesign;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A step that is not finite is not taken; the training ends before it and says why. */
class NotFiniteTest {

  private static final int SEQUENCES = 24;
  private static final int STEPS = 4;
  private static final int ODD = 17;

  /** {@code sqrt((w x)^2)}: at x = 0 it is 0, and its gradient is not a number. */
  record Root() implements CustomLayer {
    @Override
    public Value build(GraphScope scope, Value input) {
      Ops tf = scope.tf();
      Operand<TFloat32> factors =
          scope
              .uniqueChild("root")
              .variable("factors", Shape.of(input.channels()), new Initializer.Constant(0.5));
      return input.mapRows(
          tf, input.channels(), rows -> tf.math.sqrt(tf.math.square(tf.math.mul(rows, factors))));
    }
  }

  /** {@code 1 / x}. */
  record Inverse() implements CustomLayer {
    @Override
    public Value build(GraphScope scope, Value input) {
      return input.mapRows(scope.tf(), input.channels(), rows -> scope.tf().math.reciprocal(rows));
    }
  }

  private static Dataset data(float oddValue) {
    Random random = new Random(1);
    float[] values = new float[SEQUENCES * STEPS * 2];
    int[] labels = new int[SEQUENCES];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.2f + random.nextFloat();
      labels[i / 2 / STEPS] += values[i] > 0.7 ? 1 : -1;
    }
    for (int i = 0; i < SEQUENCES; i++) {
      labels[i] = labels[i] > 0 ? 1 : 0;
    }
    values[(ODD * STEPS + 2) * 2 + 1] = oddValue;
    Sequences train = Sequences.ofSteps(values, STEPS, 2, labels, new int[SEQUENCES]);
    return new Dataset(
        "odd",
        true,
        ToyData.make().schema().signals(),
        List.of("below", "above"),
        train,
        Sequences.empty(2),
        Sequences.empty(2));
  }

  private static ModelDesign design(CustomLayer layer) {
    return ModelDesign.of(
            layer, new BatchNorm(), new Recurrent(new BasicRnn(2)), new Readout(Readout.Take.LAST))
        .withoutNormalization();
  }

  /** What a training has told of its end. */
  private static final class Ear implements TrainingListener {
    private final List<NotFinite> heard = new ArrayList<>();
    private Optional<Checkpoint> lastGood = Optional.empty();
    private long stepped;

    @Override
    public void stepped(long done) {
      stepped = done;
    }

    @Override
    public void notFinite(NotFinite what, Optional<Checkpoint> good) {
      heard.add(what);
      lastGood = good;
    }
  }

  private static TrainingSpec training(int accumulate) {
    return TrainingSpec.adam(0.01, 5).with(Map.of("batchSize", 5, "accumulate", accumulate));
  }

  private static Trainer trainer(ModelDesign design, Dataset data, TrainingSpec training) {
    return new Trainer(design.forData(data), data, training, 6).deterministic();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void namesTheGradientAndKeepsTheWeightsBeforeTheStep(int accumulate) throws IOException {
    Dataset data = data(0);
    Ear ear = new Ear();
    InputException e =
        assertThrows(
            InputException.class,
            () -> trainer(design(new Root()), data, training(accumulate)).listen(ear).run());
    NotFinite what = ear.heard.get(0);
    assertEquals(1, ear.heard.size());
    assertEquals(NotFinite.Place.GRADIENT, what.place());
    assertEquals("root/factors", what.name());
    assertEquals("NaN", what.value());
    assertEquals(1, what.epoch());
    assertTrue(what.sequences().contains(Integer.toString(ODD)), what + "");
    assertEquals(what.step(), (what.batch() - 1) / accumulate);
    assertEquals(what.step(), ear.stepped);
    assertEquals(0.01, what.learningRate());
    assertTrue(
        e.getMessage()
            .startsWith("training: the gradient of root/factors is NaN at step " + what.step()),
        e.getMessage());
    assertTrue(e.getMessage().contains(", on batch " + what.batch() + " of epoch 1 (sequences "));
    assertTrue(e.getMessage().endsWith("(now 0.01) or set training.clipNorm to 1"), e.getMessage());

    // Neither the weights, nor slots, nor averages over batches know of the step. Before the first
    // step there is a training of no step to compare with: a stop before it.
    StopRequest stop = new StopRequest();
    TrainingListener stopper =
        new TrainingListener() {
          @Override
          public void started(long first, long steps) {
            if (what.step() == 0) {
              stop.request();
            }
          }

          @Override
          public void stepped(long done) {
            if (done == what.step()) {
              stop.request();
            }
          }
        };
    TrainedModel before =
        trainer(design(new Root()), data, training(accumulate)).stopOn(stop).listen(stopper).run();
    Checkpoint good = ear.lastGood.orElseThrow();
    assertEquals(what.step(), good.step());
    Weights expected = before.state().weights();
    assertEquals(expected.names(), good.weights().names());
    for (String name : expected.names()) {
      if (accumulate == 1 || !name.contains("moving")) {
        // Averages over batches go by each batch, and the first of a step's may have been sound.
        assertArrayEquals(expected.values(name), good.weights().values(name), name);
      }
    }
  }

  @Test
  void namesTheLayer() {
    Dataset data = data(0);
    Ear ear = new Ear();
    assertThrows(
        InputException.class,
        () -> trainer(design(new Inverse()), data, training(1)).listen(ear).run());
    NotFinite what = ear.heard.get(0);
    assertEquals(NotFinite.Place.LAYER, what.place());
    assertEquals("inverse", what.name());
    assertEquals("infinite", what.value());
  }

  @Test
  void namesTheInput() {
    Dataset data = data(Float.NaN);
    Ear ear = new Ear();
    InputException e =
        assertThrows(
            InputException.class,
            () -> trainer(design(new Root()), data, training(1)).listen(ear).run());
    NotFinite what = ear.heard.get(0);
    assertEquals(NotFinite.Place.INPUTS, what.place());
    assertEquals("feature 'noise' at step 2 of sequence 17", what.name());
    assertTrue(
        e.getMessage()
            .startsWith("training: the value of feature 'noise' at step 2 of sequence 17"),
        e.getMessage());
    assertTrue(e.getMessage().endsWith("; mend the data, or leave that sequence out"));
  }

  @Test
  void namesTheLoss() {
    Ear ear = new Ear();
    TrainingSpec training =
        training(1)
            .with(Map.of("optimizer", new Optimizer.GradientDescent(), "learningRate", 1e30));
    Dataset data = ToyData.make();
    assertThrows(
        InputException.class,
        () ->
            trainer(
                    ModelDesign.of(new Recurrent(new BasicRnn(2)), new Readout(Readout.Take.LAST)),
                    data,
                    training)
                .listen(ear)
                .run());
    assertEquals(NotFinite.Place.LOSS, ear.heard.get(0).place());
    assertEquals("infinite", ear.heard.get(0).value());
    assertEquals(ear.heard.get(0).step(), ear.lastGood.orElseThrow().step());
  }
}
