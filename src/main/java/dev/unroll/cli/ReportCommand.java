package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.evaluate.PairedDifference;
import dev.unroll.evaluate.ScoreKind;
import dev.unroll.recipe.RunComparison;
import dev.unroll.recipe.RunFolder;
import dev.unroll.recipe.RunReport;
import dev.unroll.report.ComparisonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll report}. */
@Command(
    name = "report",
    description = {
      "Compare runs in one page: scores with intervals, whether they differ by more than",
      "noise, settings, curves. Of one run, write its report anew."
    })
final class ReportCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Run folders; the first is what the others are compared with.")
  private List<Path> runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Page to write; comparison.html by default, of one run its report.html.")
  private Path out;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description = "Where the data of one run lie now, if not where they were.")
  private String data;

  private final Terminal terminal;

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (runs.size() == 1) {
      RunFolder folder = new RunFolder(runs.get(0));
      Path file = out == null ? folder.report() : out;
      List<String> overrides = data == null ? List.of() : List.of(TrainCommand.dataOverride(data));
      new RunReport(folder, overrides, UnrollCommand.Version.text()).write(file);
      terminal.out().printf(Locale.ROOT, "report in %s%n", file);
    } else {
      that(data == null, "--data is for the report of one run; leave it out to compare runs");
      Path file = out == null ? Path.of("comparison.html") : out;
      ComparisonReport comparison = RunComparison.of(runs);
      comparison.write(file);
      terminal.out().print(text(comparison));
      terminal.out().printf(Locale.ROOT, "comparison in %s%n", file);
    }
    terminal.out().flush();
    return UnrollCommand.DONE;
  }

  /** The first score of each run, and what it differs in from the first. */
  private static String text(ComparisonReport comparison) {
    StringBuilder text = new StringBuilder();
    for (ComparisonReport.Run run : comparison.runs()) {
      text.append(run.name()).append(": ").append(score(run)).append(System.lineSeparator());
    }
    for (ComparisonReport.Difference each : comparison.differences()) {
      text.append(each.run().name()).append(" less ").append(comparison.runs().get(0).name());
      if (each.differences().isEmpty()) {
        text.append(" cannot be paired: ").append(each.reason());
      } else {
        PairedDifference first = each.differences().get(0);
        text.append(":")
            .append(System.lineSeparator())
            .append("  ")
            .append(first.kind().words())
            .append(' ')
            .append(ComparisonReport.text(first, each.run().unit()));
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  private static String score(ComparisonReport.Run run) {
    Optional<ScoreKind> kind = run.scores().keySet().stream().min(Comparator.naturalOrder());
    return kind.map(
            of ->
                run.part()
                    + " "
                    + of.words()
                    + " "
                    + run.score(of).orElseThrow()
                    + run.intervals()
                        .flatMap(all -> all.of(of))
                        .map(
                            i -> " " + (of.percent() ? ScoreLine.percent(i) : ScoreLine.figures(i)))
                        .orElse(""))
        .orElse("no scores");
  }
}
