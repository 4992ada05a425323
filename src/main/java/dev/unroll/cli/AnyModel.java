package dev.unroll.cli;

import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.load.ServingPath;
import dev.unroll.load.SignatureChoice;
import dev.unroll.model.ModelCard;
import dev.unroll.source.csv.SequenceCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

  /** The data that {@code spec} names, checked against the card where there is one. */
  Dataset data(String spec) throws IOException {
    return card.isPresent() ? Splits.load(spec, model, card.get()) : Splits.load(spec, model);
  }

  /** A predictor for {@code data}; it closes the model. */
  SavedModelPredictor predictor(Dataset data) {
    if (card.isPresent()) {
      return SavedModelPredictor.of(model, card.get());
    }
    Schema schema = data.schema();
    ServingPath path = path(Optional.of(schema));
    return SavedModelPredictor.of(model, path, path.input(data), schema.target());
  }

  private ServingPath path(Optional<Schema> schema) {
    ServingPath path = SavedModelPredictor.path(model, choice, schema.map(Schema::target));
    terminal.err().println("unroll: " + path.describe());
    return path;
  }

  /** Sequences of a CSV file, and what predicts them; the predictor closes the model. */
  record Asked(SequenceCsv.Table table, SavedModelPredictor predictor) {}

  /** A CSV file by the names of the card, or by the order of its columns. */
  Asked asked(Path file) throws IOException {
    if (card.isPresent()) {
      SavedModelPredictor predictor = SavedModelPredictor.of(model, card.get());
      SequenceCsv.Table table =
          SequenceCsv.read(
              file,
              card.get().schema().featureNames(),
              predictor.input().steps(),
              predictor.input().variableLength());
      return new Asked(table, predictor);
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
    var sequences = table.sequences();
    Schema schema = path.numbered(names);
    return new Asked(
        table,
        SavedModelPredictor.of(
            model,
            path,
            path.input(sequences.maxSteps(), sequences.features(), sequences.sameLength()),
            schema.target()));
  }

  /** Says what was made of the model's outputs, where that is more than they are. */
  void sayWhatWasMade(SavedModelPredictor predictor) {
    if (predictor.gaveLogits()) {
      terminal
          .err()
          .println("unroll: the outputs are no probabilities; taken as logits, by softmax");
    }
  }
}
