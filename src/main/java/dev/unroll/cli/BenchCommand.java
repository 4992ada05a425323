package dev.unroll.cli;

import static dev.unroll.check.Check.positive;

import dev.unroll.graph.Kernels;
import dev.unroll.internal.bench.Benchmark;
import dev.unroll.internal.bench.Workload;
import dev.unroll.internal.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unroll bench}. */
@Command(
    name = "bench",
    description = "Time training and prediction of a network on random data, on this machine.")
final class BenchCommand implements Callable<Integer> {

  /** Names of the networks, for the usage text. */
  static final class Cells extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Cells() {
      super(Workload.CELLS);
    }
  }

  @Option(
      names = "--cell",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.",
      completionCandidates = Cells.class,
      defaultValue = "lstm")
  private String cell;

  @Option(
      names = "--units",
      paramLabel = "N",
      description = "Of each cell; ${DEFAULT-VALUE} by default.",
      defaultValue = "32")
  private int units;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Rows; ${DEFAULT-VALUE} by default.",
      defaultValue = "100")
  private int batch;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Of a sequence; ${DEFAULT-VALUE} by default.",
      defaultValue = "128")
  private int steps;

  @Option(
      names = "--features",
      paramLabel = "N",
      description = "Of a step; ${DEFAULT-VALUE} by default.",
      defaultValue = "9")
  private int features;

  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      description = "fused or static; ${DEFAULT-VALUE} by default.",
      defaultValue = "fused")
  private Kernels kernels;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "To measure each figure; ${DEFAULT-VALUE} by default.",
      defaultValue = "3")
  private double seconds;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Terminal terminal;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    positive("--seconds", seconds);
    Benchmark.Result result =
        Benchmark.run(new Workload(cell, units, batch, steps, features, kernels), seconds);
    if (json) {
      terminal.out().print(Json.text(result));
    } else {
      print(result);
    }
    terminal.out().flush();
    return UnrollCommand.DONE;
  }

  private void print(Benchmark.Result result) {
    Workload workload = result.workload();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s, %d units, batch %d of %d steps x %d features, %s kernels, %d threads%n",
            workload.cell(),
            workload.units(),
            workload.batch(),
            workload.steps(),
            workload.features(),
            workload.kernels().name().toLowerCase(Locale.ROOT),
            result.threads());
    List<String> lines =
        List.of(
            line("training step", result.trainStepMs(), "ms"),
            line("inference, the batch", result.inferenceMs(), "ms"),
            line("inference, one sequence", result.latencyMs(), "ms"),
            line("graph build", result.graphBuildMs(), "ms"),
            line("first training step", result.firstStepMs(), "ms"),
            line("peak memory", result.peakMemoryMb(), "MB"),
            line("loop outside TensorFlow", 100 * result.shareOutsideSession(), "%"),
            line("products in training", result.trainGflops(), "GFLOP/s"),
            line("  share of products alone", 100 * result.shareOfOwnShape(), "%")
                + String.format(
                    Locale.ROOT,
                    ": %.0f GFLOP/s at [%d, %d] x [%d, %d]",
                    result.ownShapeGflops(),
                    workload.batch(),
                    workload.recurrentInputs() + workload.units(),
                    workload.recurrentInputs() + workload.units(),
                    workload.gateColumns()),
            line("  share of products alone", 100 * result.shareOfCube(), "%")
                + String.format(Locale.ROOT, ": %.0f GFLOP/s at 1024^3", result.cubeGflops()));
    lines.forEach(terminal.out()::println);
  }

  private static String line(String name, double value, String unit) {
    return String.format(Locale.ROOT, "%-26s %9.2f %s", name, value, unit);
  }
}
