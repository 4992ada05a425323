package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Part;
import dev.unroll.data.Sequences;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.load.LoadedModel;
import dev.unroll.model.ModelCard;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll predict}. */
@Command(
    name = "predict",
    description = {
      "Predict sequences, as CSV: index,class,class_index,p_NAME... or index,NUMBER...; with a",
      "column step where every step has a prediction. Classes count from 0; an index is the",
      "data's own name of a sequence, else it counts from 0. Windows are NAME@FIRST_STEP."
    })
final class PredictCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description = "Run folder, SavedModel folder or frozen GraphDef (.pb).")
  private Path model;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input;

  /** One of both. */
  private static final class Input {
    @Option(
        names = "--data",
        paramLabel = "SPEC",
        description = {
          "Predict a dataset: KIND or KIND:PATH, such as har:PATH;",
          "'unroll data --help' names the kinds."
        })
    private String data;

    @Option(
        names = "--input",
        paramLabel = "FILE",
        description = {
          "Predict a CSV file: with a header as the model's recipe reads CSV, or with 'index'",
          "and the model's features, one row a step (as 'unroll data SPEC --out FILE' writes);",
          "or, without a header, one row a sequence, its values step by step; or an array of",
          "sequences (.npy, .npz)."
        })
    private Path file;
  }

  @Option(
      names = "--split",
      paramLabel = "PART",
      description = {
        "Part of --data; by default test of the data that the model was trained on,",
        "and all of others."
      })
  private String split;

  @Mixin private LoadOptions load;

  @Option(
      names = "--input-tensor",
      paramLabel = "NAME",
      description = "Tensor that takes sequences [batch, steps, features]; guessed by default.")
  private String inputTensor;

  @Option(
      names = "--output-tensor",
      paramLabel = "NAME",
      description = "Tensor that gives predictions [batch, outputs]; guessed by default.")
  private String outputTensor;

  @Option(
      names = "--keep-sentinels",
      description = "Take numbers of --input that lie far from others, such as -999, as measured.")
  private boolean keepSentinels;

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
    try (LoadedModel loaded = load.load(model)) {
      AnyModel any =
          AnyModel.of(loaded, load.choice(inputTensor, outputTensor), load.features(), terminal);
      AnyModel.Asked asked = asked(any);
      if (any.card().map(ModelCard::simulated).orElse(false)) {
        terminal.err().println("unroll: the model was trained on simulated data");
      }
      String csv;
      try (Predictor predictor = asked.predictor()) {
        Predictions predictions = predictor.predict(asked.sequences());
        sayNotFinite(predictions);
        csv = csv(asked.sequences(), predictions);
        any.sayWhatWasMade(predictor);
      }
      if (out == null) {
        terminal.out().print(csv);
        terminal.out().flush();
      } else {
        AtomicWrite.text(out, csv);
      }
    }
    return UnrollCommand.DONE;
  }

  private AnyModel.Asked asked(AnyModel any) throws IOException {
    if (input.file != null) {
      return any.asked(input.file, keepSentinels);
    }
    return any.asked(input.data, Optional.ofNullable(split).map(Splits::parse));
  }

  private void sayNotFinite(Predictions predictions) {
    int count = predictions.notFinite();
    that(
        count == 0 || count < predictions.rows(),
        "none of the %d predictions is a finite number; the model's training has diverged, or the"
            + " values that it is given are no numbers",
        count);
    if (count > 0) {
      terminal
          .err()
          .printf(
              Locale.ROOT,
              "unroll: %,d of %,d predictions are NaN or infinite; they have no class%n",
              count,
              predictions.rows());
    }
  }

  private static String csv(Sequences sequences, Predictions predictions) throws IOException {
    Part.COMMONS_CSV.require();
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    StringBuilder text = new StringBuilder();
    boolean numbers = !predictions.target().isClasses();
    boolean steps = predictions.target().perStep();
    try (CSVPrinter csv = new CSVPrinter(text, format)) {
      csv.print("index");
      if (steps) {
        csv.print("step");
      }
      if (!numbers) {
        csv.print("class");
        csv.print("class_index");
      }
      for (String name : predictions.classNames()) {
        csv.print(numbers ? name : "p_" + name);
      }
      csv.println();
      for (int i = 0; i < predictions.size(); i++) {
        for (int row = predictions.firstRow(i); row < predictions.firstRow(i + 1); row++) {
          csv.print(sequences.name(i));
          if (steps) {
            csv.print(row - predictions.firstRow(i));
          }
          if (!numbers) {
            boolean finite = predictions.isFinite(row);
            csv.print(finite ? predictions.className(row) : "");
            csv.print(finite ? predictions.classIndex(row) : "");
          }
          for (int k = 0; k < predictions.classNames().size(); k++) {
            csv.print(Decimals.shortest(predictions.value(row, k)));
          }
          csv.println();
        }
      }
    }
    return text.toString();
  }
}
