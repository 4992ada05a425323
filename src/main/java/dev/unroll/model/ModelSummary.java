package dev.unroll.model;

import com.google.common.base.Strings;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The layers of a model with their output shapes and parameters.
 *
 * @param rows one a layer; the layers inside a layer follow it
 */
public record ModelSummary(List<Row> rows) {

  /**
   * A layer.
   *
   * @param layer such as {@code recurrent}
   * @param depth 0, or more inside another layer
   * @param outputShape such as {@code [batch, 128, 32]}
   * @param parameters number of values of its own variables
   * @param nonTrainable how many of those no optimizer moves
   * @param variables such as {@code rnn/basic_lstm_cell/kernel [41, 128]}
   */
  public record Row(
      String layer,
      int depth,
      String outputShape,
      long parameters,
      long nonTrainable,
      List<String> variables) {}

  public ModelSummary {
    rows = List.copyOf(rows);
  }

  /** The summary of a model, off its inference graph. */
  public static ModelSummary of(ModelSpec spec) {
    return of(spec, Kernels.FUSED);
  }

  /** The summary of a model that such kernels compute. */
  public static ModelSummary of(ModelSpec spec, Kernels kernels) {
    try (InferenceGraph graph = new InferenceGraph(spec, kernels)) {
      List<Row> rows = new ArrayList<>();
      InputSpec input = spec.input();
      String sizes =
          input
              .frame()
              .map(f -> f.height() + ", " + f.width() + ", " + input.channels())
              .orElse(Integer.toString(input.features()));
      rows.add(
          new Row(
              spec.normalizer().isPresent() ? "input, normalized" : "input",
              0,
              "[batch, " + input.steps() + ", " + sizes + "]",
              0,
              0,
              List.of()));
      for (GraphScope.Part part : graph.parts()) {
        rows.add(
            new Row(
                part.name(),
                part.depth(),
                part.shape(),
                part.variables().stream().mapToLong(Variable::size).sum(),
                part.variables().stream()
                    .filter(v -> !v.trainable())
                    .mapToLong(Variable::size)
                    .sum(),
                part.variables().stream()
                    .map(v -> v.name() + " " + Arrays.toString(v.shape().asArray()))
                    .toList()));
      }
      return new ModelSummary(rows);
    }
  }

  /** Number of values of all variables. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** How many of those no optimizer moves. */
  public long nonTrainable() {
    return rows.stream().mapToLong(Row::nonTrainable).sum();
  }

  /** The table as text of at most 80 columns, as long as the names allow. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    String rule = Strings.repeat("-", 66) + "\n";
    text.append(line("Layer", "Output shape", "Parameters")).append(rule);
    for (Row row : rows) {
      String indent = Strings.repeat("  ", row.depth());
      text.append(line(indent + row.layer(), row.outputShape(), count(row.parameters())));
      row.variables()
          .forEach(variable -> text.append(indent).append("    ").append(variable).append('\n'));
    }
    text.append(rule).append(line("Total", "", count(parameters())));
    if (nonTrainable() > 0) {
      text.append(line("Trainable", "", count(parameters() - nonTrainable())))
          .append(line("Non-trainable", "", count(nonTrainable())));
    }
    return text.toString();
  }

  private static String line(String layer, String shape, String parameters) {
    return String.format(Locale.ROOT, "%-28s %-24s %12s%n", layer, shape, parameters);
  }

  private static String count(long parameters) {
    return String.format(Locale.ROOT, "%,d", parameters);
  }
}
