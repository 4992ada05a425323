package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.OutputMeaning;
import dev.unroll.load.SavedDesign;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.load.ServingPath;
import dev.unroll.load.SignatureChoice;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelCard;
import dev.unroll.model.Predictor;
import dev.unroll.source.DataSpec;
import dev.unroll.source.csv.SequenceCsv;
import dev.unroll.source.numpy.Numpy;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A loaded model with what tells its numbers apart: its card where Unroll wrote it, else the data
 * that it is used on. What is guessed is said.
 *
 * @param card empty where another wrote the model, or where its tensors are chosen by hand
 * @param features of the data that it is given, in their order; empty for all as they are
 */
record AnyModel(
    LoadedModel model,
    Optional<ModelCard> card,
    SignatureChoice choice,
    Optional<List<String>> features,
    Terminal terminal) {

  static AnyModel of(
      LoadedModel model, SignatureChoice choice, Optional<List<String>> features, Terminal terminal)
      throws IOException {
    Optional<ModelCard> card = choice.namesNoTensors() ? model.card() : Optional.empty();
    card.ifPresent(known -> checkMeaning(model, known, choice));
    return new AnyModel(model, card, choice, features, terminal);
  }

  /** The card of a model says what its outputs mean. */
  private static void checkMeaning(LoadedModel model, ModelCard card, SignatureChoice choice) {
    OutputMeaning known =
        card.schema().target().isClasses() ? OutputMeaning.PROBABILITIES : OutputMeaning.NUMBERS;
    that(
        choice.outputs().isEmpty() || choice.outputs().get() == known,
        "%s: Unroll wrote the model, and its outputs are %s; leave out their meaning, or choose an"
            + " %s",
        model.path(),
        known.label(),
        Choice.OUTPUT_TENSOR);
  }

  /**
   * Sequences whose truth is known.
   *
   * @param split of them; empty for those that a model of ours has not seen, or the test part
   */
  ModelData.Scored toScore(String spec, Optional<Split> split) throws IOException {
    return card.isPresent()
        ? own().toScore(spec, split)
        : ModelData.Scored.of(Splits.load(spec, features, model), split.orElse(Split.TEST));
  }

  /** Data with all their parts, as a model of ours knew them, and the part of longest sequences. */
  ModelData.Scored parts(String spec) throws IOException {
    Dataset dataset = card.isPresent() ? own().parts(spec) : Splits.load(spec, features, model);
    Split part =
        Stream.of(Split.values())
            .filter(split -> !dataset.split(split).isEmpty())
            .max(Comparator.comparingInt(split -> dataset.split(split).maxSteps()))
            .orElse(Split.TRAIN);
    return ModelData.Scored.of(dataset, part);
  }

  private ModelData own() {
    return new ModelData(model, card.orElseThrow(), features);
  }

  /** A predictor for {@code data}, closed by the caller; it closes the model. */
  Predictor predictor(ModelData.Scored data) throws IOException {
    return card.isPresent() ? own(data.sequences()) : foreign(data.dataset());
  }

  private SavedModelPredictor foreign(Dataset data) {
    Schema schema = data.schema();
    ServingPath path = path(Optional.of(schema));
    return said(SavedModelPredictor.of(model, path, path.input(data), schema.target()), schema);
  }

  /**
   * As {@link #foreign}, but outputs are numbered where they are told to be numbers, or cannot be
   * what the data have.
   */
  private SavedModelPredictor unscored(Dataset data) {
    Target target = data.schema().target();
    boolean numbers = choice.outputs().equals(Optional.of(OutputMeaning.NUMBERS));
    ServingPath found = path(numbers ? Optional.empty() : Optional.of(data.schema()));
    InputSpec input = found.input(data);
    if (!numbers && found.gives(target)) {
      return said(SavedModelPredictor.of(model, found, input, target), data.schema());
    }
    ServingPath path = SavedModelPredictor.completed(model, found, choice, input);
    Schema schema = path.numbered(data.schema().featureNames());
    return said(SavedModelPredictor.of(model, path, input, schema.target()), schema);
  }

  /** A model of ours, built anew where sequences are longer than those that it was trained on. */
  private Predictor own(Sequences sequences) throws IOException {
    InputSpec trained = card.orElseThrow().input();
    if (!trained.variableLength() || sequences.maxSteps() <= trained.steps()) {
      return SavedModelPredictor.of(model, card.get());
    }
    terminal
        .err()
        .printf(
            Locale.ROOT,
            "unroll: sequences of up to %d steps; the model was trained on up to %d%n",
            sequences.maxSteps(),
            trained.steps());
    SavedDesign saved = SavedDesign.read(model.path());
    return new GraphPredictor(saved.spec().withSteps(sequences.maxSteps()), saved.weights());
  }

  private ServingPath path(Optional<Schema> schema) {
    ServingPath path = SavedModelPredictor.path(model, choice, schema.map(Schema::target));
    terminal.err().println("unroll: " + path.describe());
    return path;
  }

  /**
   * Sequences, and what predicts them.
   *
   * @param predictor closed by the caller; it closes the model
   */
  record Asked(Sequences sequences, Predictor predictor) {}

  /** Sequences of data, of which nothing else need be known where the model is one of ours. */
  Asked asked(String spec, Optional<Split> split) throws IOException {
    if (card.isPresent()) {
      Sequences sequences = own().toPredict(spec, split);
      return new Asked(sequences, own(sequences));
    }
    ModelData.Scored data = toScore(spec, split);
    return new Asked(data.sequences(), unscored(data.dataset()));
  }

  /**
   * A CSV file by the names of the card, or by the order of its columns; or the sequences of an
   * array.
   *
   * @param keep whether numbers of a table such as -999 are taken as measured
   */
  Asked asked(Path file, boolean keep) throws IOException {
    if (Numpy.isNamedSo(file)) {
      return card.isPresent()
          ? asked(new DataSpec("numpy", file.toString()).toString(), Optional.empty())
          : arrayOfOthers(file);
    }
    if (card.isPresent()) {
      Sequences sequences = own().table(file, keep);
      return new Asked(sequences, own(sequences));
    }
    return askedOfOthers(file, keep);
  }

  /** Says in which order the model is given features, and what it keeps between its runs. */
  private SavedModelPredictor said(SavedModelPredictor predictor, Schema schema) {
    terminal
        .err()
        .println("unroll: features as they are fed: " + Splits.names(schema) + " (--features)");
    if (!predictor.target().isClasses()) {
      terminal.err().println("unroll: the outputs are taken as numbers (--outputs)");
    }
    if (!predictor.stateVariables().isEmpty()) {
      terminal
          .err()
          .println(
              "unroll: the model keeps a state, in "
                  + String.join(", ", predictor.stateVariables())
                  + "; it is set back before every run");
    }
    return predictor;
  }

  private Asked askedOfOthers(Path file, boolean keep) throws IOException {
    TableFormat format = keep ? new TableFormat().keepingSentinels() : new TableFormat();
    ServingPath found = path(Optional.empty());
    List<String> names = names(file, found);
    SequenceCsv.Table table =
        found.steps() < 0
            ? SequenceCsv.readAnySteps(file, names, format)
            : SequenceCsv.read(file, names, found.steps(), found.lengths().isPresent(), format);
    return askedOfOthers(found, table.sequences(), names);
  }

  private Asked arrayOfOthers(Path file) throws IOException {
    that(
        features.isEmpty(),
        "%s: an array has no names of features to choose by (--features); save them in the model's"
            + " order",
        file);
    ServingPath found = path(Optional.empty());
    Sequences sequences = new Numpy().inputs(file.toString());
    return askedOfOthers(
        found, sequences, IntStream.range(0, sequences.features()).mapToObj(i -> "x" + i).toList());
  }

  private Asked askedOfOthers(ServingPath found, Sequences sequences, List<String> names) {
    InputSpec input =
        found.input(sequences.maxSteps(), sequences.features(), sequences.sameLength());
    ServingPath path = SavedModelPredictor.completed(model, found, choice, input);
    Schema schema = path.numbered(names);
    SavedModelPredictor predictor = SavedModelPredictor.of(model, path, input, schema.target());
    return new Asked(sequences, said(predictor, schema));
  }

  private List<String> names(Path file, ServingPath path) throws IOException {
    List<String> columns = SequenceCsv.columns(file);
    that(
        features.isEmpty() || !columns.isEmpty(),
        "%s: the file has no header, so that its features have no names to choose by (--features)",
        file);
    if (features.isPresent()) {
      return features.get();
    }
    return columns.isEmpty()
        ? IntStream.range(0, path.likelyFeatures()).mapToObj(i -> "feature_" + i).toList()
        : columns;
  }

  /** Says what was made of the model's outputs, where that is more than they are. */
  void sayWhatWasMade(Predictor predictor) {
    if (predictor instanceof SavedModelPredictor loaded && loaded.gaveLogits()) {
      boolean single = loaded.target().names().size() == 2;
      terminal
          .err()
          .println(
              "unroll: the outputs are no probabilities; taken as logits, by "
                  + (single ? "softmax, or by sigmoid where there is one" : "softmax"));
    }
  }
}
