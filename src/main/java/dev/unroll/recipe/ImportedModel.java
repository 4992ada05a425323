package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.convert.network.LayerOutput;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.Sizes;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.FrameSize;
import dev.unroll.data.Layout;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Layer;
import dev.unroll.load.OutputMeaning;
import dev.unroll.model.InputSpec;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Regression;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The model that imported weights are for.
 *
 * @param spec the model
 * @param card what its tensors mean
 * @param oneOutput the model that the file has, where its one output becomes two classes
 */
record ImportedModel(ModelSpec spec, ModelCard card, Optional<ModelSpec> oneOutput) {

  /**
   * A recipe's model.
   *
   * @param network what the file says of it, where the recipe was inferred from that
   * @param outputs what they mean, where somebody said it
   * @param steps of its inputs where there are no data; 0 where nobody says
   */
  static ImportedModel of(
      Recipe recipe,
      WeightSource source,
      Optional<Network> network,
      Optional<Dataset> dataset,
      Optional<OutputMeaning> outputs,
      int steps) {
    ModelDesign design = recipe.model();
    Optional<Normalizer> normalizer = source.normalizer();
    that(
        normalizer.isEmpty() || design.normalize(),
        "%s: the file normalises its inputs, but the recipe does not; set model.normalize=true",
        recipe.name());
    ModelSpec spec;
    Optional<Sizes> sizes = source.sizes(design.layers());
    Optional<Layout> known = network.isEmpty() ? knownLayout(recipe, sizes) : Optional.empty();
    Optional<Target> asked =
        dataset.map(Dataset::schema).or(() -> known.map(Layout::schema)).map(Schema::target);
    Optional<ImportedOutput> output =
        network
            .map(Network::output)
            .or(() -> sizes.map(ImportedModel::untold))
            .map(given -> ImportedOutput.of(recipe.name(), given, outputs, asked));
    if (output.isEmpty() && outputs.isPresent()) {
      ImportedOutput.requireKind(recipe.name(), outputs.get(), asked);
    }
    boolean ofOne = output.map(ImportedOutput::ofOne).orElse(false);
    dataset.ifPresent(data -> ModelDesign.requireOwnLengths(design.layers(), InputSpec.of(data)));
    if (dataset.isPresent()) {
      Dataset data = dataset.get();
      network.ifPresent(n -> requireFits(n, output.orElseThrow(), data));
      spec =
          network.isPresent() || normalizer.isPresent()
              ? design.fitted(
                  InputSpec.of(data), data.schema().target(), normalizer, Optional.empty())
              : design.forData(data);
      return new ImportedModel(
          spec,
          ModelCard.of(recipe.name(), spec, loss(recipe.training(), data), data),
          oneOutput(ofOne, design, spec));
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
            .map(n -> layout(n, output.orElseThrow(), steps))
            .orElseGet(
                () ->
                    known
                        .map(fitting -> withSteps(fitting, steps))
                        .orElseGet(() -> layout(recipe, sizes, output, steps)));
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
    return new ImportedModel(spec, card, oneOutput(ofOne, design, spec));
  }

  /** The weights that the file has for the model, by our names. */
  Weights weights(WeightSource source) throws IOException {
    return oneOutput.isPresent()
        ? ImportedOutput.twoClasses(source.weights(oneOutput.get()))
        : source.weights(spec);
  }

  private static Optional<ModelSpec> oneOutput(boolean ofOne, ModelDesign design, ModelSpec spec) {
    return ofOne
        ? Optional.of(
            design.fitted(
                spec.input(),
                numbers(design.layers(), spec.input(), 1, spec.task().target().perStep()),
                spec.normalizer(),
                Optional.empty()))
        : Optional.empty();
  }

  /** A file's output of which its layers alone are known. */
  private static Network.Output untold(Sizes sizes) {
    return new Network.Output(sizes.outputs(), sizes.perStep(), Network.Meaning.UNTOLD);
  }

  private static LossOptions loss(TrainingSpec training, Dataset dataset) {
    return new LossOptions(
        training.labelSmoothing(),
        training.classWeights().of(dataset.schema().target(), dataset.train()));
  }

  private static void requireFits(Network network, ImportedOutput output, Dataset dataset) {
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
  }

  /** Where there are no data, names are made up. */
  private static Layout layout(Network network, ImportedOutput output, int steps) {
    int length = steps > 0 ? steps : network.steps();
    that(
        length > 0,
        "the file does not say how many steps a sequence has; give the %s or %s",
        Choice.STEPS,
        Choice.DATA);
    List<Signal> signals = new ArrayList<>();
    named("feature", network.features()).forEach(name -> signals.add(new Signal(name, "")));
    int pixels = network.frame().map(FrameSize::pixels).orElse(1);
    InputSpec input = new InputSpec(length, signals.size() * pixels, false, network.frame());
    return new Layout(
        length,
        false,
        new Schema(signals, network.frame(), target(network.layers(), input, output), "sequence"));
  }

  private static Target target(List<Layer> layers, InputSpec input, ImportedOutput output) {
    if (!output.classes()) {
      return numbers(layers, input, output.count(), output.perStep());
    }
    List<String> classes = named("class", output.count());
    return output.perStep() ? new Target.ClassPerStep(classes) : new Target.OneClass(classes);
  }

  private static Target numbers(List<Layer> layers, InputSpec input, int count, boolean perStep) {
    List<Signal> numbers =
        named("number", count).stream().map(name -> new Signal(name, "")).toList();
    if (!perStep) {
      return new Target.Numbers(numbers, Target.Numbers.NO_NAIVE);
    }
    int steps = LayerOutput.of(layers, input.steps(), input.channels(), input.frame()).steps();
    return new Target.NumbersPerStep(numbers, steps == input.steps() ? 0 : steps);
  }

  private static List<String> named(String start, int count) {
    return IntStream.range(0, count).mapToObj(i -> start + "_" + i).toList();
  }

  /** The layout that the recipe's data have, where the weights are for as many features. */
  private static Optional<Layout> knownLayout(Recipe recipe, Optional<Sizes> sizes) {
    boolean simple = recipe.model().transforms().isEmpty() && sizes.isPresent();
    return recipe
        .data()
        .settings()
        .layout()
        .filter(layout -> !simple || fits(sizes.get(), layout.schema()));
  }

  private static Layout withSteps(Layout layout, int steps) {
    return steps == 0 ? layout : new Layout(steps, layout.variableLength(), layout.schema());
  }

  /** One of made-up names, as the weights have it. */
  private static Layout layout(
      Recipe recipe, Optional<Sizes> sizes, Optional<ImportedOutput> output, int steps) {
    if (!recipe.model().transforms().isEmpty() || sizes.isEmpty()) {
      throw failure(
          "%s: the recipe does not tell the shape of its data; give %s",
          recipe.name(), Choice.DATA);
    }
    return layout(
        new Network(
            recipe.model().layers(),
            0,
            sizes.get().features(),
            Optional.empty(),
            Optional.empty(),
            untold(sizes.get())),
        output.orElseThrow(),
        steps);
  }

  private static boolean fits(Sizes sizes, Schema schema) {
    Target target = schema.target();
    return sizes.features() == schema.features()
        && sizes.outputs() == target.names().size()
        && sizes.perStep() == target.perStep();
  }
}
