package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.convert.network.LayerOutput;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.Sizes;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.model.InputSpec;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Regression;
import dev.unroll.train.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The model that imported weights are for.
 *
 * @param spec the model
 * @param card what its tensors mean
 */
record ImportedModel(ModelSpec spec, ModelCard card) {

  /**
   * A recipe's model.
   *
   * @param network what the file says of it, where the recipe was inferred from that
   * @param steps of its inputs where there are no data; 0 where nobody says
   */
  static ImportedModel of(
      Recipe recipe,
      WeightSource source,
      Optional<Network> network,
      Optional<Dataset> dataset,
      int steps) {
    ModelDesign design = recipe.model();
    Optional<Normalizer> normalizer = source.normalizer();
    that(
        normalizer.isEmpty() || design.normalize(),
        "%s: the file normalises its inputs, but the recipe does not; set model.normalize=true",
        recipe.name());
    ModelSpec spec;
    dataset.ifPresent(data -> ModelDesign.requireOwnLengths(design.layers(), InputSpec.of(data)));
    if (dataset.isPresent()) {
      Dataset data = dataset.get();
      network.ifPresent(n -> requireFits(n, data));
      spec =
          network.isPresent() || normalizer.isPresent()
              ? design.fitted(
                  InputSpec.of(data), data.schema().target(), normalizer, Optional.empty())
              : design.forData(data);
      return new ImportedModel(
          spec, ModelCard.of(recipe.name(), spec, loss(recipe.training(), data), data));
    }
    that(
        normalizer.isPresent() || !design.normalize(),
        "%s: the recipe normalises its inputs by statistics of the training data; give those"
            + " by %s, or the %s model.normalize=false where the model takes raw units",
        recipe.name(),
        Choice.DATA,
        Choice.SETTING);
    Layout layout =
        network
            .map(n -> layout(n, steps))
            .orElseGet(() -> layout(recipe, source.sizes(design.layers()), steps));
    Schema schema = layout.schema();
    InputSpec input =
        new InputSpec(layout.steps(), schema.features(), layout.variableLength(), schema.frame());
    spec = design.fitted(input, schema.target(), normalizer, Optional.empty());
    ModelCard card =
        new ModelCard(
            recipe.name(),
            recipe.data().source(),
            false,
            input,
            schema,
            List.of(),
            normalizer,
            spec.task() instanceof Regression regression
                ? Optional.of(regression.scale())
                : Optional.empty(),
            new LossOptions(recipe.training().labelSmoothing(), List.of()));
    return new ImportedModel(spec, card);
  }

  private static LossOptions loss(TrainingSpec training, Dataset dataset) {
    return new LossOptions(
        training.labelSmoothing(),
        training.classWeights().of(dataset.schema().target(), dataset.train()));
  }

  private static void requireFits(Network network, Dataset dataset) {
    Schema schema = dataset.schema();
    Target target = schema.target();
    that(
        network.features() == schema.signals().size() && network.frame().equals(schema.frame()),
        "the model takes %d features%s, but the data '%s' have %d%s",
        network.features(),
        network.frame().map(f -> " a pixel of " + f).orElse(""),
        dataset.name(),
        schema.signals().size(),
        schema.frame().map(f -> " a pixel of " + f).orElse(""));
    Network.Output output = network.output();
    that(
        output.count() == target.names().size(),
        "the model gives %d outputs, but the data '%s' have %s",
        output.count(),
        dataset.name(),
        target.names());
    that(
        output.perStep() == target.perStep(),
        "the model gives outputs %s, but the data '%s' have them %s",
        output.perStep() ? "at every step" : "once a sequence",
        dataset.name(),
        output.perStep() ? "once a sequence" : "at every step");
    that(
        output.meaning() != Network.Meaning.PROBABILITIES || target.isClasses(),
        "the model gives probabilities of classes, but the data '%s' have numbers",
        dataset.name());
  }

  /** Where there are no data, names are made up. */
  private static Layout layout(Network network, int steps) {
    int length = steps > 0 ? steps : network.steps();
    that(
        length > 0,
        "the file does not say how many steps a sequence has; give the %s or %s",
        Choice.STEPS,
        Choice.DATA);
    List<Signal> signals = new ArrayList<>();
    named("feature", network.features()).forEach(name -> signals.add(new Signal(name, "")));
    return new Layout(
        length, false, new Schema(signals, network.frame(), target(network, length), "sequence"));
  }

  private static Target target(Network network, int length) {
    Network.Output output = network.output();
    List<String> classes = named("class", output.count());
    if (output.meaning() == Network.Meaning.NUMBERS) {
      List<Signal> numbers =
          named("number", output.count()).stream().map(name -> new Signal(name, "")).toList();
      if (!output.perStep()) {
        return new Target.Numbers(numbers, Target.Numbers.NO_NAIVE);
      }
      int steps =
          LayerOutput.of(network.layers(), length, network.features(), network.frame()).steps();
      return new Target.NumbersPerStep(numbers, steps == length ? 0 : steps);
    }
    return output.perStep() ? new Target.ClassPerStep(classes) : new Target.OneClass(classes);
  }

  private static List<String> named(String start, int count) {
    return IntStream.range(0, count).mapToObj(i -> start + "_" + i).toList();
  }

  /**
   * The layout that the recipe's data have, where the weights are for as many features and outputs;
   * else one of made-up names.
   */
  private static Layout layout(Recipe recipe, Optional<Sizes> sizes, int steps) {
    Optional<Layout> ofData = recipe.data().settings().layout();
    boolean simple = recipe.model().transforms().isEmpty() && sizes.isPresent();
    boolean fits = ofData.isPresent() && (!simple || fits(sizes.get(), ofData.get().schema()));
    if (fits) {
      Layout known = ofData.get();
      return steps == 0 ? known : new Layout(steps, known.variableLength(), known.schema());
    }
    if (!simple) {
      throw failure(
          "%s: the recipe does not tell the shape of its data; give %s",
          recipe.name(), Choice.DATA);
    }
    int outputs = sizes.get().outputs();
    boolean perStep = sizes.get().perStep();
    Network.Meaning meaning =
        outputs > 1 || perStep ? Network.Meaning.LOGITS : Network.Meaning.NUMBERS;
    return layout(
        new Network(
            recipe.model().layers(),
            0,
            sizes.get().features(),
            Optional.empty(),
            Optional.empty(),
            new Network.Output(outputs, perStep, meaning)),
        steps);
  }

  private static boolean fits(Sizes sizes, Schema schema) {
    Target target = schema.target();
    return sizes.features() == schema.features()
        && sizes.outputs() == target.names().size()
        && sizes.perStep() == target.perStep();
  }
}
