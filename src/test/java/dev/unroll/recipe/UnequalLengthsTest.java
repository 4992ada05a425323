package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.FrameSize;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Lstm;
import dev.unroll.layer.Parallel;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Readout.Take;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.Reshape;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Models;
import dev.unroll.model.Predictions;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingSpec;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is made of a sequence is the same alone and beside longer ones, in every model of ours. */
class UnequalLengthsTest {

  private static final int[] LENGTHS = {1, 2, 5, 9, 16, 23, 24};

  private static final int FEATURES = 9;

  static Stream<Arguments> presets() {
    return Stream.of(
        Arguments.of("rnn", Models.rnn(5)),
        Arguments.of("lstm", Models.lstm(5)),
        Arguments.of("lstmPeephole", Models.lstmPeephole(5)),
        Arguments.of("gru", Models.gru(5)),
        Arguments.of("bilstm", Models.bilstm(5)),
        Arguments.of("twolayerLstm", Models.twolayerLstm(5)),
        Arguments.of("multilayer", Models.multilayer(5)),
        Arguments.of("convGru", Models.convGru(5)),
        Arguments.of("deep", Models.deep(new Lstm(4), 3)));
  }

  static Stream<Arguments> models() {
    return Stream.concat(
        presets(),
        Recipes.NAMES.stream().map(name -> Arguments.of(name, Recipes.named(name).model())));
  }

  /** A reshape takes sequences of one length only, and says so. */
  static Stream<Arguments> modelsOfAnyLength() {
    return models()
        .filter(
            given ->
                ((ModelDesign) given.get()[1])
                    .layers().stream().noneMatch(Reshape.class::isInstance));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modelsOfAnyLength")
  void aSequenceAloneIsAsBesideLongerOnes(String name, ModelDesign design) {
    ModelSpec spec = design.forLayout(new Layout(24, true, schema(name)));
    ModelDesign.requireOwnLengths(spec.layers(), spec.input());
    Weights weights = weights(spec);
    Sequences all = noise(spec.input().features());
    Predictions together;
    try (GraphPredictor predictor = new GraphPredictor(spec, weights)) {
      together = predictor.predict(all);
    }
    for (int i = 0; i < LENGTHS.length; i++) {
      try (GraphPredictor own = new GraphPredictor(spec.withSteps(LENGTHS[i]), weights)) {
        Predictions alone = own.predict(all.select(i));
        assertEquals(alone.firstRow(1), together.firstRow(i + 1) - together.firstRow(i));
        for (int row = 0; row < alone.firstRow(1); row++) {
          for (int k = 0; k < alone.classNames().size(); k++) {
            assertEquals(
                alone.value(row, k),
                together.value(together.firstRow(i) + row, k),
                1e-5,
                LENGTHS[i] + " steps");
          }
        }
      }
    }
  }

  private static Schema schema(String recipe) {
    if (recipe.contains("frames")) {
      return new Schema(
          List.of(new Signal("grey", "")),
          Optional.of(new FrameSize(24, 24)),
          new Target.OneClass(List.of("a", "b", "c")),
          "clip");
    }
    List<String> classes = List.of("a", "b", "c");
    Target target =
        recipe.contains("burst")
            ? new Target.ClassPerStep(classes)
            : recipe.contains("climate")
                ? new Target.Numbers(List.of(new Signal("T", "degC")), 1)
                : new Target.OneClass(classes);
    List<Signal> signals =
        IntStream.range(0, FEATURES).mapToObj(i -> new Signal("x" + i, "")).toList();
    return new Schema(signals, Optional.empty(), target, "subject");
  }

  /** Sequences of {@link #LENGTHS}. */
  private static Sequences noise(int features) {
    Random random = new Random(1);
    float[][][] all = new float[LENGTHS.length][][];
    for (int i = 0; i < all.length; i++) {
      all[i] = new float[LENGTHS[i]][features];
      for (float[] step : all[i]) {
        for (int k = 0; k < features; k++) {
          step[k] = (float) random.nextGaussian();
        }
      }
    }
    return Sequences.unlabelled(all, features);
  }

  /** Weights that differ in every place. */
  private static Weights weights(ModelSpec spec) {
    Weights.Builder weights = new Weights.Builder();
    Random random = new Random(2);
    try (InferenceGraph graph = new InferenceGraph(spec)) {
      graph
          .variables()
          .forEach(
              variable -> {
                float[] values = new float[(int) variable.size()];
                for (int i = 0; i < values.length; i++) {
                  boolean positive = variable.name().endsWith("variance");
                  values[i] = positive ? 1 + random.nextFloat() : (float) random.nextGaussian() / 4;
                }
                weights.put(variable.name(), variable.shape().asArray(), values);
              });
    }
    return weights.build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void noModelOfOursReadsPadding(String name, ModelDesign design) {
    assertFalse(design.layers().stream().anyMatch(Layer::readsPadding), name);
  }

  @Test
  void equalLengthsMakeTheGraphThatTheLastStepMakes() {
    Layout layout = new Layout(4, false, schema("gru"));
    ModelDesign last = ModelDesign.of(new Recurrent(new Gru(3)), new Readout(Take.LAST));
    try (InferenceGraph expected = new InferenceGraph(last.forLayout(layout));
        InferenceGraph found = new InferenceGraph(Models.gru(3).forLayout(layout))) {
      assertEquals(expected.graph().toGraphDef(), found.graph().toGraphDef());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("presets")
  void learnsFromSequencesOfDifferentLength(String name, ModelDesign design) {
    TrainedModel model =
        Trainer.train(
            design, waves(true), TrainingSpec.adam(0.02, name.equals("convGru") ? 6 : 4), 1);
    ClassificationReport report = (ClassificationReport) model.scores().get(Split.TEST).report();
    assertTrue(report.accuracy() > 0.95, name + " " + report.accuracy());
  }

  /** The sign of what goes up and down tells the class, at the end of each sequence too. */
  private static Dataset waves(boolean unequal) {
    Random random = new Random(3);
    float[][][] values = new float[480][][];
    String[] classes = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      int sign = random.nextBoolean() ? 1 : -1;
      values[i] = new float[unequal ? 6 + random.nextInt(40) : 20][];
      for (int t = 0; t < values[i].length; t++) {
        values[i][t] =
            new float[] {
              sign * (1 + (float) Math.sin(t)) + (float) random.nextGaussian() / 2,
              (float) random.nextGaussian()
            };
      }
      classes[i] = sign > 0 ? "up" : "down";
    }
    return Dataset.of(values, classes).splitByShare(0, 0.25, 1);
  }

  @Test
  void aReadoutOfThePaddedEndIsNotTrainedOnThem() {
    ModelDesign last = ModelDesign.of(new Recurrent(new BasicLstm(3)), new Readout(Take.LAST));
    assertMessage(
        last,
        "model.layers.1: the readout takes the last step of the padded batch, but sequences differ"
            + " in length, and shorter ones have zeros there; take each one's own last step, by the"
            + " setting model.layers.1.take=last-valid");
    Parallel inside =
        new Parallel(
            List.of(
                List.of(new Readout(Take.MEAN)),
                List.of(
                    new Parallel(
                        List.of(
                            List.of(new Readout(Take.MAX)), List.of(new Readout(Take.LAST)))))));
    assertMessage(
        ModelDesign.of(new Recurrent(new BasicLstm(3)), inside),
        "model.layers.1: a readout inside the layer 'parallel' takes the last step of the padded"
            + " batch, but sequences differ in length, and shorter ones have zeros there; set its"
            + " take to last-valid");
    Trainer.train(last, waves(false), TrainingSpec.adam(0.02, 1), 1);
  }

  private static void assertMessage(ModelDesign design, String message) {
    InputException e =
        assertThrows(
            InputException.class,
            () -> Trainer.train(design, waves(true), TrainingSpec.adam(0.02, 1), 1));
    assertEquals(message, e.getMessage());
  }
}
