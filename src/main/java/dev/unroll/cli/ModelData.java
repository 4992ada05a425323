package dev.unroll.cli;

import static dev.unroll.check.Check.that;

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
import dev.unroll.recipe.Provenance;
import dev.unroll.recipe.Recipes;
import dev.unroll.source.DataSpec;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.csv.SequenceCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Data that a model of ours is used on, read as its recipe says: of those that it was trained on
 * the test part, of others all.
 */
record ModelData(LoadedModel model, ModelCard card) {

  private static final int MOST_NAMES = 10;

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
    Dataset dataset = Splits.load(spec, model);
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
    if (split.isPresent()) {
      return Scored.of(parts(spec), split.get());
    }
    Optional<Dataset> trainedOn = trainedOn(spec);
    if (trainedOn.isPresent()) {
      return Scored.of(trainedOn.get(), Split.TEST);
    }
    DataSpec asked = DataSpec.parse(spec);
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
    if (split.isEmpty() && trainedOn(spec).isEmpty()) {
      DataSpec asked = DataSpec.parse(spec);
      Optional<Sequences> all = asked.loadToPredict(Splits.reader(asked, model), card.schema());
      if (all.isPresent()) {
        return all.get();
      }
    }
    return toScore(spec, split).sequences();
  }

  /**
   * Sequences of a CSV file: as the recipe reads CSV where it has those columns, else by {@code
   * index} or a row each.
   */
  Sequences table(Path file) throws IOException {
    Optional<Csv> csv =
        model
            .recipe()
            .map(recipe -> Recipes.of(recipe).data().settings())
            .filter(Csv.class::isInstance)
            .map(Csv.class::cast);
    if (csv.isPresent() && csv.get().tellsSequences(SequenceCsv.columnNames(file))) {
      return csv.get().readToPredict(file.toString(), card.schema()).orElseThrow();
    }
    List<String> names = card.schema().featureNames();
    InputSpec input = card.input();
    boolean anySteps = input.variableLength() && !SequenceCsv.columnNames(file).isEmpty();
    SequenceCsv.Table table =
        anySteps
            ? SequenceCsv.readAnySteps(file, names)
            : SequenceCsv.read(file, names, input.steps(), input.variableLength());
    return table.sequences();
  }

  /** The dataset that {@code spec} names, where it is the one that the model was trained on. */
  private Optional<Dataset> trainedOn(String spec) throws IOException {
    try {
      Dataset dataset = known(Splits.load(spec, model));
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
        "the model takes the signals %s, but the data '%s' have %s",
        names(card.schema()),
        dataset.name(),
        names(dataset.schema()));
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

  /** As {@code x (g), y (g)}; the first few where there are many. */
  private static String names(Schema schema) {
    String all =
        schema.signals().stream()
            .limit(MOST_NAMES)
            .map(s -> s.unit().isEmpty() ? s.name() : s.name() + " (" + s.unit() + ")")
            .collect(Collectors.joining(", "));
    String frame = schema.frame().map(f -> " of " + f.height() + " x " + f.width()).orElse("");
    int more = schema.signals().size() - MOST_NAMES;
    return all + (more > 0 ? " and " + more + " more" : "") + frame;
  }
}
