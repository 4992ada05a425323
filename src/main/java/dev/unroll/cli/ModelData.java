package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Fingerprint;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.load.LoadedModel;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelCard;
import dev.unroll.recipe.DataRecipe;
import dev.unroll.recipe.Provenance;
import dev.unroll.recipe.Recipes;
import dev.unroll.source.DataSpec;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.csv.SequenceCsv;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Data that a model of ours is used on, read as its recipe says: of those that it was trained on
 * the test part, of others all.
 *
 * @param features of the data, in the order of the model's; empty for those of its names
 */
record ModelData(LoadedModel model, ModelCard card, Optional<List<String>> features) {

  /**
   * Sequences to score.
   *
   * @param part of the data: {@code test} or the like, or {@code all}
   */
  record Scored(Dataset dataset, Sequences sequences, String part) {

    static Scored of(Dataset dataset, Split split) {
      return new Scored(dataset, Splits.require(dataset, split), split.label());
    }

    /** Whether the data are none that the model was trained on, as far as that is known. */
    boolean ofOtherData() {
      return part.equals("all");
    }
  }

  /** The dataset that {@code spec} names, its parts as the model knew them. */
  Dataset parts(String spec) throws IOException {
    Dataset dataset = Splits.load(spec, features, model);
    requireFits(dataset);
    return known(dataset);
  }

  /** A validation part that the reader made is there again; one that the run held out is not. */
  private Dataset known(Dataset dataset) {
    return dataset.name().equals(card.data()) && dataset.validation().isEmpty()
        ? dataset.holdOut(card.validationGroups())
        : dataset;
  }

  /**
   * Sequences to score.
   *
   * @param split of the data; empty for what the model has not seen of them
   * @throws InputException where there are none, or their signals or classes are not the model's
   */
  Scored toScore(String spec, Optional<Split> split) throws IOException {
    if (split.isPresent() || features.isPresent()) {
      return Scored.of(parts(spec), split.orElse(Split.TEST));
    }
    Optional<Dataset> trainedOn = trainedOn(spec);
    return trainedOn.isPresent()
        ? Scored.of(trainedOn.get(), Split.TEST)
        : otherToScore(DataSpec.parse(spec));
  }

  /** All of data that the model was not trained on, or their test part where they have parts. */
  private Scored otherToScore(DataSpec asked) throws IOException {
    Dataset other = asked.loadToScore(Splits.reader(asked, model), card.schema());
    requireFits(other);
    List<Split> there =
        Arrays.stream(Split.values()).filter(part -> !other.split(part).isEmpty()).toList();
    return there.size() == 1
        ? new Scored(other, other.split(there.get(0)), "all")
        : Scored.of(other, Split.TEST);
  }

  /** As {@link #toScore}, where it need not be known what is true of the sequences. */
  Sequences toPredict(String spec, Optional<Split> split) throws IOException {
    if (split.isPresent() || features.isPresent()) {
      return toScore(spec, split).sequences();
    }
    Optional<Dataset> trainedOn = trainedOn(spec);
    if (trainedOn.isPresent()) {
      return Splits.require(trainedOn.get(), Split.TEST);
    }
    DataSpec asked = DataSpec.parse(spec);
    Optional<Sequences> all = asked.loadToPredict(Splits.reader(asked, model), card.schema());
    return all.isPresent() ? all.get() : otherToScore(asked).sequences();
  }

  /**
   * Sequences of a CSV file: as the recipe reads CSV where it has those columns, else by {@code
   * index} or a row each; of a model of a folder of recordings, one of those.
   *
   * @param keep whether numbers such as -999 are taken as measured
   */
  Sequences table(Path file, boolean keep) throws IOException {
    Optional<DataRecipe> data = model.recipe().map(recipe -> Recipes.of(recipe).data());
    Optional<Csv> csv =
        data.map(DataRecipe::settings)
            .filter(Csv.class::isInstance)
            .map(Csv.class::cast)
            .map(settings -> keep ? settings.keepingSentinels() : settings);
    TableFormat plain = keep ? new TableFormat().keepingSentinels() : new TableFormat();
    TableFormat format = csv.map(Csv::table).orElse(plain);
    List<String> columns = SequenceCsv.columnNames(file, format);
    if (features.isEmpty() && csv.isPresent()) {
      boolean recordings = Splits.isFolder(data.orElseThrow().source());
      if (recordings && !columns.isEmpty() && !columns.contains("index")) {
        return csv.get()
            .forRecordings()
            .readToPredict(file.toString(), card.schema())
            .orElseThrow();
      }
      if (csv.get().tellsSequences(columns)) {
        return csv.get().readToPredict(file.toString(), card.schema()).orElseThrow();
      }
    }
    List<String> names = features.orElse(card.schema().featureNames());
    that(
        names.size() == card.schema().features(),
        "%s: the model takes %d features (%s), got %d: %s; choose other %s",
        model.path(),
        card.schema().features(),
        Splits.names(card.schema()),
        names.size(),
        names,
        Choice.FEATURES);
    InputSpec input = card.input();
    boolean anySteps = input.variableLength() && !columns.isEmpty();
    SequenceCsv.Table table =
        anySteps
            ? SequenceCsv.readAnySteps(file, names, format)
            : SequenceCsv.read(file, names, input.steps(), input.variableLength(), format);
    return table.sequences();
  }

  /** The dataset that {@code spec} names, where it is the one that the model was trained on. */
  private Optional<Dataset> trainedOn(String spec) throws IOException {
    try {
      Dataset dataset = known(Splits.load(spec, features, model));
      return isTrainedOn(dataset) ? Optional.of(dataset) : Optional.empty();
    } catch (InputException e) {
      return Optional.empty(); // read once more as other data, it says what is wrong
    }
  }

  /** By its fingerprint; an import without data may have been trained on any. */
  private boolean isTrainedOn(Dataset dataset) throws IOException {
    Path origin = model.path().resolve(ModelCard.EXTRA).resolve("provenance.json");
    if (!Files.isRegularFile(origin)) {
      return fits(dataset) && dataset.name().equals(card.data());
    }
    String sha256 = Provenance.read(origin).dataSha256();
    return sha256.isEmpty() ? fits(dataset) : sha256.equals(Fingerprint.of(dataset));
  }

  private boolean fits(Dataset dataset) {
    return sameSignals(dataset.schema())
        && dataset.schema().target().equals(card.schema().target());
  }

  private void requireFits(Dataset dataset) {
    that(
        sameSignals(dataset.schema()),
        "the model takes the signals %s, but the data '%s' have %s; choose other %s",
        Splits.names(card.schema()),
        dataset.name(),
        Splits.names(dataset.schema()),
        Choice.FEATURES);
    that(
        fits(dataset),
        "the model predicts %s, but the data '%s' have %s",
        card.schema().target().names(),
        dataset.name(),
        dataset.classNames());
  }

  /** A table does not tell units. */
  private boolean sameSignals(Schema found) {
    List<Signal> signals = card.schema().signals();
    boolean unitless = found.signals().stream().allMatch(signal -> signal.unit().isEmpty());
    return found.frame().equals(card.schema().frame())
        && (unitless
            ? signals.stream()
                .map(Signal::name)
                .toList()
                .equals(found.signals().stream().map(Signal::name).toList())
            : signals.equals(found.signals()));
  }
}
