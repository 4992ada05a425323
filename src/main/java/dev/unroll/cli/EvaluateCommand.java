package dev.unroll.cli;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.interop.Json;
import dev.unroll.interop.SavedModelPredictor;
import dev.unroll.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll evaluate}. */
@Command(
    name = "evaluate",
    description = "Score a model: accuracy, precision, recall, F1 and the confusion matrix.")
final class EvaluateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL", description = "Run folder or SavedModel folder.")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      required = true,
      description = "Where the data come from: motion, har or har:PATH.")
  private String data;

  @Option(
      names = "--split",
      paramLabel = "PART",
      description = "train, validation or test; ${DEFAULT-VALUE} by default.",
      defaultValue = "test")
  private String split;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Terminal terminal;

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Split part = Splits.parse(split);
    try (SavedModelPredictor predictor = SavedModelPredictor.load(model)) {
      Dataset dataset = Splits.load(data, predictor.card());
      Sequences sequences = Splits.require(dataset, part);
      ClassificationReport report = Evaluation.of(predictor, sequences);
      terminal.out().print(json ? jsonText(dataset, part, report) : table(dataset, part, report));
      terminal.out().flush();
    }
    return UnrollCommand.DONE;
  }

  private static String jsonText(Dataset dataset, Split part, ClassificationReport report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("data", dataset.name());
    all.put("simulated", dataset.simulated());
    all.put("split", part.label());
    all.put("count", report.count());
    all.put("accuracy", report.accuracy());
    all.put("macroF1", report.macroF1());
    all.put("classes", report.classes());
    all.put("confusion", report.confusion());
    return Json.text(all);
  }

  private static String table(Dataset dataset, Split part, ClassificationReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %s: %,d sequences%naccuracy %.2f %%, macro F1 %.4f%n%n",
            dataset.title(),
            part.label(),
            report.count(),
            100 * report.accuracy(),
            report.macroF1()));
    int width = Math.max(5, dataset.classNames().stream().mapToInt(String::length).max().orElse(0));
    text.append(
        String.format(
            Locale.ROOT,
            "%-" + width + "s %9s %9s %9s %9s%n",
            "class",
            "precision",
            "recall",
            "F1",
            "support"));
    for (ClassificationReport.ClassScore score : report.classes()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-" + width + "s %9.4f %9.4f %9.4f %9d%n",
              score.name(),
              score.precision(),
              score.recall(),
              score.f1(),
              score.support()));
    }
    text.append(String.format("%nconfusion (rows: true class, columns: predicted)%n"));
    text.append(" ".repeat(width));
    for (int k = 0; k < report.classes().size(); k++) {
      text.append(String.format(Locale.ROOT, " %6d", k));
    }
    text.append(System.lineSeparator());
    for (int row = 0; row < report.confusion().size(); row++) {
      List<Integer> counts = report.confusion().get(row);
      text.append(String.format(Locale.ROOT, "%-" + width + "s", report.classes().get(row).name()));
      counts.forEach(count -> text.append(String.format(Locale.ROOT, " %6d", count)));
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
