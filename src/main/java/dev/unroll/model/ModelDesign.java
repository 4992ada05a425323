package dev.unroll.model;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Moments;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Transform;
import dev.unroll.settings.Default;
import dev.unroll.settings.Yaml;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A model before it meets its data: what a recipe's {@code model} says. {@link #forData} adds
 * steps, features, task and normalisation.
 *
 * @param transforms make features of the raw inputs, before they are normalised
 * @param layers from there to what is classified or predicted
 * @param outputKernel how the output layer's kernel begins
 * @param outputBias how the output layer's bias begins
 * @param normalize whether each feature is centred and scaled by its training statistics, inside
 *     the graph
 * @param regression what matters where numbers are predicted
 */
public record ModelDesign(
    @Default("[]") List<Transform> transforms,
    List<Layer> layers,
    @Default("{type: truncated-normal, stddev: 1}") Initializer outputKernel,
    @Default("{type: normal, stddev: 1}") Initializer outputBias,
    @Default("true") boolean normalize,
    @Default("{}") RegressionDesign regression) {

  /**
   * How numbers are predicted.
   *
   * @param loss what an error costs
   * @param predictChange whether the last layer gives the difference to the naive forecast
   */
  public record RegressionDesign(
      @Default("mae") RegressionLoss loss, @Default("false") boolean predictChange) {
    public RegressionDesign {
      present("regression: loss", loss);
    }
  }

  public ModelDesign {
    transforms = List.copyOf(transforms);
    layers = List.copyOf(layers);
    that(!layers.isEmpty(), "model: expected one layer or more, got none");
    present("model: outputKernel", outputKernel);
    present("model: outputBias", outputBias);
    present("model: regression", regression);
  }

  /** Layers with the output layer and normalisation that a recipe has by default. */
  public static ModelDesign of(Layer... layers) {
    return new ModelDesign(
        List.of(),
        List.of(layers),
        new Initializer.TruncatedNormal(1),
        new Initializer.Normal(1),
        true,
        new RegressionDesign(RegressionLoss.MAE, false));
  }

  /** The design of a model that has met its data. */
  public static ModelDesign of(ModelSpec spec) {
    Task task = spec.task();
    RegressionDesign regression =
        task instanceof Regression numbers
            ? new RegressionDesign(numbers.loss(), numbers.change())
            : new RegressionDesign(RegressionLoss.MAE, false);
    return new ModelDesign(
        spec.transforms(),
        spec.layers(),
        task.kernel(),
        task.bias(),
        spec.normalizer().isPresent(),
        regression);
  }

  /**
   * The design that a text describes, as a recipe's {@code model} does.
   *
   * @param source how messages name it
   * @throws dev.unroll.check.InputException where a setting is missing, unknown or wrong
   */
  public static ModelDesign ofYaml(String text, String source) {
    return Yaml.read(text, source, ModelDesign.class);
  }

  /** This design as YAML, every setting spelled out. */
  public String toYaml() {
    return Yaml.text(this);
  }

  /** This design on raw inputs. */
  public ModelDesign withoutNormalization() {
    return new ModelDesign(transforms, layers, outputKernel, outputBias, false, regression);
  }

  /** The model for {@code dataset}: its training part gives the normalisation. */
  public ModelSpec forData(Dataset dataset) {
    InputSpec input = InputSpec.of(dataset);
    Target target = dataset.schema().target();
    return fitted(
        input,
        target,
        normalize
            ? Optional.of(TransformStatistics.of(transforms, input, dataset.train()))
            : Optional.empty(),
        target.numbers().map(numbers -> scale(dataset.train(), numbers)));
  }

  /**
   * The model with statistics that are known.
   *
   * @param normalizer of the transformed inputs; empty to take them as they are
   * @param scale of the numbers predicted, or of their changes; empty for none
   */
  public ModelSpec fitted(
      InputSpec input, Target target, Optional<Normalizer> normalizer, Optional<Normalizer> scale) {
    return new ModelSpec(input, transforms, normalizer, layers, task(target, scale));
  }

  /** The model for data of a known shape, not normalised by their statistics. */
  public ModelSpec forLayout(Layout layout) {
    Schema schema = layout.schema();
    return fitted(
        new InputSpec(layout.steps(), schema.features(), layout.variableLength(), schema.frame()),
        schema.target(),
        Optional.empty(),
        Optional.empty());
  }

  /** Whether a layer reads the padding behind sequences that are shorter than others. */
  public static boolean readsPadding(List<Layer> layers) {
    return layers.stream().anyMatch(Layer::readsPadding);
  }

  /**
   * Checks that no layer reads the padding behind shorter sequences.
   *
   * @param input what the model takes
   * @throws dev.unroll.check.InputException that names the layer and what to set, where one does
   *     and sequences differ in length
   */
  public static void requireOwnLengths(List<Layer> layers, InputSpec input) {
    for (int i = 0; input.variableLength() && i < layers.size(); i++) {
      Layer layer = layers.get(i);
      that(
          !(layer instanceof Readout && layer.readsPadding()),
          "model.layers.%d: the readout takes the last step of the padded batch, but sequences differ"
              + " in length, and shorter ones have zeros there; take each one's own last step, by"
              + " the %s model.layers.%d.take=last-valid",
          i,
          Choice.SETTING,
          i);
      that(
          !layer.readsPadding(),
          "model.layers.%d: a readout inside the layer '%s' takes the last step of the padded batch,"
              + " but sequences differ in length, and shorter ones have zeros there; set its take to"
              + " last-valid",
          i,
          layer.label());
    }
  }

  private Task task(Target target, Optional<Normalizer> scale) {
    if (target instanceof Target.NumbersPerStep each) {
      return new StepRegression(each, regression.loss, outputKernel, outputBias);
    }
    return target.match(
        oneClass -> new Classification(oneClass.names(), outputKernel, outputBias),
        perStep -> new StepClassification(perStep.names(), outputKernel, outputBias),
        numbers ->
            new Regression(
                numbers,
                scale.orElseGet(() -> unit(numbers.names().size())),
                regression.predictChange,
                regression.loss,
                outputKernel,
                outputBias));
  }

  /** Mean and deviation of each number, or of its difference to the naive forecast. */
  private Normalizer scale(Sequences train, Target.Numbers target) {
    int numbers = target.names().size();
    Moments moments = new Moments(numbers);
    float[] row = new float[numbers];
    for (int i = 0; i < train.size(); i++) {
      float naive =
          regression.predictChange && target.hasNaive() ? target.naiveForecast(train, i) : 0;
      for (int k = 0; k < numbers; k++) {
        row[k] = train.number(i, k) - naive;
      }
      moments.add(row, 0, numbers);
    }
    return moments.normalizer();
  }

  private static Normalizer unit(int size) {
    return new Normalizer(Collections.nCopies(size, 0.0), Collections.nCopies(size, 1.0));
  }
}
