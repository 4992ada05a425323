package dev.unroll.cli;

import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.SavedDesign;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.load.ServingPath;
import dev.unroll.load.SignatureChoice;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelCard;
import dev.unroll.model.Predictor;
import dev.unroll.source.csv.SequenceCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A loaded model with what tells its numbers apart: its card where Unroll wrote it, else the data
 * that it is used on. What is guessed is said.
 *
 * @param card empty where another wrote the model, or where its tensors are chosen by hand
 */
record AnyModel(
    LoadedModel model, Optional<ModelCard> card, SignatureChoice choice, Terminal terminal) {

  static AnyModel of(LoadedModel model, SignatureChoice choice, Terminal terminal)
      throws IOException {
    boolean guessed = choice.equals(SignatureChoice.GUESSED);
    return new AnyModel(model, guessed ? model.card() : Optional.empty(), choice, terminal);
  }

  /**
   * Sequences whose truth is known.
   *
   * @param split of them; empty for those that a model of ours has not seen, or the test part
   */
  ModelData.Scored toScore(String spec, Optional<Split> split) throws IOException {
    return card.isPresent()
        ? new ModelData(model, card.get()).toScore(spec, split)
        : ModelData.Scored.of(Splits.load(spec, model), split.orElse(Split.TEST));
  }

  /** A predictor for {@code data}, closed by the caller; it closes the model. */
  Predictor predictor(ModelData.Scored data) throws IOException {
    return card.isPresent() ? own(data.sequences()) : foreign(data.dataset());
  }

  private SavedModelPredictor foreign(Dataset data) {
    Schema schema = data.schema();
    ServingPath path = path(Optional.of(schema));
    return SavedModelPredictor.of(model, path, path.input(data), schema.target());
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
      Sequences sequences = new ModelData(model, card.get()).toPredict(spec, split);
      return new Asked(sequences, own(sequences));
    }
    ModelData.Scored data = toScore(spec, split);
    return new Asked(data.sequences(), foreign(data.dataset()));
  }

  /** A CSV file by the names of the card, or by the order of its columns. */
  Asked asked(Path file) throws IOException {
    if (card.isPresent()) {
      Sequences sequences = new ModelData(model, card.get()).table(file);
      return new Asked(sequences, own(sequences));
    }
    ServingPath path = path(Optional.empty());
    List<String> names = SequenceCsv.columns(file);
    if (names.isEmpty()) {
      names = IntStream.range(0, path.features()).mapToObj(i -> "feature_" + i).toList();
    }
    SequenceCsv.Table table =
        path.steps() < 0
            ? SequenceCsv.readAnySteps(file, names)
            : SequenceCsv.read(file, names, path.steps(), path.lengths().isPresent());
    Sequences sequences = table.sequences();
    Schema schema = path.numbered(names);
    return new Asked(
        sequences,
        SavedModelPredictor.of(
            model,
            path,
            path.input(sequences.maxSteps(), sequences.features(), sequences.sameLength()),
            schema.target()));
  }

  /** Says what was made of the model's outputs, where that is more than they are. */
  void sayWhatWasMade(Predictor predictor) {
    if (predictor instanceof SavedModelPredictor loaded && loaded.gaveLogits()) {
      terminal
          .err()
          .println("unroll: the outputs are no probabilities; taken as logits, by softmax");
    }
  }
}
