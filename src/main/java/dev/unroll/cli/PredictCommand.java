package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSpec;
import dev.unroll.data.Dataset;
import dev.unroll.data.SequenceCsv;
import dev.unroll.data.Sequences;
import dev.unroll.files.AtomicWrite;
import dev.unroll.interop.SavedModelPredictor;
import dev.unroll.model.Predictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll predict}. */
@Command(
    name = "predict",
    description = {
      "Predict the class of sequences, as CSV: index,class,class_index,p_NAME...",
      "Indices and classes count from 0."
    })
final class PredictCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL", description = "Run folder or SavedModel folder.")
  private Path model;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input;

  /** One of both. */
  private static final class Input {
    @Option(
        names = "--data",
        paramLabel = "SPEC",
        description = "Predict a dataset: motion, har or har:PATH.")
    private String data;

    @Option(
        names = "--input",
        paramLabel = "FILE",
        description = {
          "Predict a CSV file: a header with 'index' and the model's features, one row a step",
          "(as 'unroll data SPEC --out FILE' writes); or, without a header, one row a sequence,",
          "its values step by step."
        })
    private Path file;
  }

  @Option(
      names = "--split",
      paramLabel = "PART",
      description = "Part of --data: train or test; ${DEFAULT-VALUE} by default.",
      defaultValue = "test")
  private String split;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "CSV file to write; standard output by default.")
  private Path out;

  private final Terminal terminal;

  PredictCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (SavedModelPredictor predictor = SavedModelPredictor.load(model)) {
      Sequences sequences = read(predictor);
      if (predictor.card().simulated()) {
        terminal.err().println("unroll: the model was trained on simulated data");
      }
      String csv = csv(predictor.predict(sequences));
      if (out == null) {
        terminal.out().print(csv);
        terminal.out().flush();
      } else {
        AtomicWrite.text(out, csv);
      }
    }
    return UnrollCommand.done();
  }

  private Sequences read(SavedModelPredictor predictor) throws IOException {
    if (input.file != null) {
      return SequenceCsv.read(input.file, predictor.card().signals(), predictor.input().steps());
    }
    Dataset dataset = DataSpec.parse(input.data).load();
    that(
        dataset.signals().equals(predictor.card().signals()),
        "the model takes the features %s, but the data '%s' have %s",
        predictor.card().signals(),
        dataset.name(),
        dataset.signals());
    return Splits.require(dataset, Splits.parse(split));
  }

  private static String csv(Predictions predictions) {
    StringBuilder text = new StringBuilder("index,class,class_index");
    predictions.classNames().forEach(name -> text.append(",p_").append(name));
    text.append('\n');
    for (int i = 0; i < predictions.size(); i++) {
      text.append(i)
          .append(',')
          .append(predictions.className(i))
          .append(',')
          .append(predictions.classIndex(i));
      for (int k = 0; k < predictions.classNames().size(); k++) {
        text.append(String.format(Locale.ROOT, ",%.8f", predictions.probability(i, k)));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
