package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.convert.Sample;
import dev.unroll.convert.WeightFile;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.OpenChoice;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.Dataset;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Weights;
import dev.unroll.load.OutputMeaning;
import dev.unroll.train.L2;
import dev.unroll.train.Optimizer;
import dev.unroll.train.Schedule;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a run folder of another library's weights, as if the model had been trained here.
 *
 * @param file with the weights
 * @param recipe name or file; empty to infer one from the file
 * @param withData whether {@code overrides} say where data are, for names, statistics and scores
 * @param overrides of the recipe, such as {@code model.layers.1.take=last}
 * @param steps of a sequence where neither the file nor data say; 0 for none
 * @param sample inputs and outputs that the model is held to
 * @param names of the file's variables by ours, where they do not tell themselves
 * @param outputs what they mean, where file and data do not tell; numbers else
 * @param version of Unroll
 */
public record ImportRun(
    Path file,
    Optional<String> recipe,
    boolean withData,
    List<String> overrides,
    int steps,
    Optional<Path> sample,
    Map<String, String> names,
    Optional<OutputMeaning> outputs,
    String version) {

  private static final long SEED = 1;

  public ImportRun {
    overrides = List.copyOf(overrides);
    names = Map.copyOf(names);
    that(
        steps == 0 || !withData,
        "the %s and %s exclude each other: data have their number of steps; leave one out",
        Choice.STEPS,
        Choice.DATA);
  }

  /** Where the file's variables and outputs tell themselves. */
  public ImportRun(
      Path file,
      Optional<String> recipe,
      boolean withData,
      List<String> overrides,
      int steps,
      Optional<Path> sample,
      String version) {
    this(file, recipe, withData, overrides, steps, sample, Map.of(), Optional.empty(), version);
  }

  /** A recipe with what it was inferred from. */
  private record Chosen(Recipe recipe, Optional<Network> network, Optional<Dataset> dataset) {}

  /**
   * Imports.
   *
   * @param folder to be made; nothing is left of it where anything fails
   * @return what the folder has
   * @throws dev.unroll.check.InputException where the file is damaged or has what ours has not, or
   *     the model gives other outputs than the sample
   */
  public ImportResult run(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw failure(
          "%s: the output folder exists already; choose another %s", folder, Choice.OUTPUT_FOLDER);
    }
    Optional<Sample> held =
        sample.isPresent() ? Optional.of(Sample.read(sample.get())) : Optional.empty();
    WeightSource source = WeightFile.open(file).named(names);
    Chosen chosen = choose(source);
    int length = steps > 0 ? steps : held.map(Sample::steps).orElse(0);
    Optional<OutputMeaning> meaning = outputs.or(() -> sampled(chosen, held));
    ImportedModel model =
        ImportedModel.of(chosen.recipe, source, chosen.network, chosen.dataset, meaning, length);
    Weights weights = model.weights(source);
    that(weights.allFinite(), "%s: some weights are not finite; the training has diverged", file);
    Double difference =
        held.isPresent()
            ? held.get()
                .ofLogits(meaning.equals(Optional.of(OutputMeaning.LOGITS)))
                .check(model.spec(), weights)
            : null;
    ImportFacts facts =
        new ImportFacts(
            String.valueOf(file.getFileName()),
            source.format(),
            source.layers(),
            assumptions(source, chosen, model),
            source.step(),
            difference,
            version);
    RecipeRun run = new RecipeRun(chosen.recipe, SEED, Compute.standard(), version);
    return new ImportFiles(run, model, chosen.dataset, facts).write(folder, weights);
  }

  /** A sample of probabilities says what a file of weights does not. */
  private static Optional<OutputMeaning> sampled(Chosen chosen, Optional<Sample> held) {
    boolean untold =
        chosen.dataset.isEmpty()
            && chosen.network.map(n -> n.output().meaning() == Network.Meaning.UNTOLD).orElse(true);
    return held.filter(sample -> untold && sample.hasProbabilities())
        .map(sample -> OutputMeaning.PROBABILITIES);
  }

  private List<String> assumptions(WeightSource source, Chosen chosen, ImportedModel model)
      throws IOException {
    if (chosen.network.isPresent()) {
      List<String> assumed = new ArrayList<>(source.assumptions());
      if (!withData && outputs.isEmpty() && sample.isEmpty()) {
        switch (chosen.network.get().output().meaning()) {
          case PROBABILITIES, SIGMOID -> {}
          case NUMBERS, UNTOLD ->
              assumed.add(
                  model.spec().task().target().isClasses()
                      ? "the outputs are logits of classes; data, or saying what they mean, would tell"
                      : "the outputs are numbers; data, or saying what they mean, would tell");
        }
      }
      if (source.step() > 0) {
        assumed.add(
            "Adam at 0.001 trains it further; slots of another optimizer are left out, unless a recipe"
                + " names it");
      }
      return assumed;
    }
    return sample.isPresent()
        ? List.of()
        : List.of(
            "activations, epsilons (0.00001 by default in PyTorch), readout and paddings are the"
                + " recipe's; only shapes were compared, a sample would show more");
  }

  private Chosen choose(WeightSource source) throws IOException {
    if (recipe.isPresent()) {
      Recipe given = Recipes.load(recipe.get(), overrides);
      return new Chosen(given, Optional.empty(), data(given));
    }
    Network network = source.network(false);
    Recipe inferred = inferred(network);
    Optional<Dataset> dataset = data(inferred);
    boolean perStep = dataset.isPresent() && dataset.get().schema().target().perStep();
    if (perStep && !network.output().perStep()) {
      network = source.network(true);
      inferred = inferred(network);
    }
    requireMade(source.open(network.output().perStep()));
    return new Chosen(inferred, Optional.of(network), dataset);
  }

  /** A sample would show a wrong choice. */
  private void requireMade(List<OpenChoice> open) {
    for (OpenChoice choice : open) {
      boolean made = sample.isPresent() || overrides.stream().anyMatch(choice::isMadeBy);
      that(
          made,
          "%s: the weights do not tell %s; say it by the %s %s",
          file.getFileName(),
          choice.about(),
          Choice.SETTING,
          choice.text());
    }
  }

  private Optional<Dataset> data(Recipe chosen) throws IOException {
    return withData
        ? Optional.of(new RecipeRun(chosen, SEED, Compute.standard(), version).loadData())
        : Optional.empty();
  }

  private Recipe inferred(Network network) {
    Recipe plain =
        new Recipe(
            name(),
            "Imported from " + file.getFileName(),
            new DataRecipe("csv:data.csv", Optional.empty(), 0),
            network.design(),
            new TrainingSpec(
                new Optimizer.Adam(),
                0.001,
                new Schedule.Constant(),
                0,
                L2.ALL,
                0,
                100,
                BatchOrder.SHUFFLED,
                20,
                0,
                500),
            Kernels.FUSED);
    return Recipes.parse(Recipes.toYaml(plain), "the inferred recipe", overrides);
  }

  /** A recipe's name after the file's. */
  private String name() {
    String stem =
        String.valueOf(file.getFileName())
            .toLowerCase(Locale.ROOT)
            .replaceAll(
                "\\.(weights\\.)?(keras|h5|hdf5|safetensors|onnx|index|pt|pth|bin|ckpt)$", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    return stem.isEmpty() ? "imported" : stem;
  }
}
