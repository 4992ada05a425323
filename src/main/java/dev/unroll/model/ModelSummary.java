package dev.unroll.model;

import com.google.common.base.Strings;
import dev.unroll.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The layers of a model with their output shapes and parameters.
 *
 * @param rows one a layer
 */
public record ModelSummary(List<Row> rows) {

  /**
   * A layer.
   *
   * @param layer such as {@code recurrent}
   * @param outputShape such as {@code [batch, 128, 32]}
   * @param parameters number of values of its variables
   * @param variables such as {@code rnn/basic_lstm_cell/kernel [41, 128]}
   */
  public record Row(String layer, String outputShape, long parameters, List<String> variables) {}

  public ModelSummary {
    rows = List.copyOf(rows);
  }

  /** The summary of a model, off its inference graph. */
  public static ModelSummary of(ModelSpec spec) {
    try (InferenceGraph graph = new InferenceGraph(spec)) {
      List<Row> rows = new ArrayList<>();
      InputSpec input = spec.input();
      rows.add(
          new Row(
              spec.normalizer().isPresent() ? "input, normalized" : "input",
              "[batch, " + input.steps() + ", " + input.features() + "]",
              0,
              List.of()));
      for (ForwardPass.BuiltLayer layer : graph.forward().layers()) {
        rows.add(
            new Row(
                layer.name(),
                layer.outputShape(),
                layer.variables().stream().mapToLong(Variable::size).sum(),
                layer.variables().stream()
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

  /** The table as text of at most 80 columns, as long as the names allow. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    String rule = Strings.repeat("-", 66) + "\n";
    text.append(line("Layer", "Output shape", "Parameters")).append(rule);
    for (Row row : rows) {
      text.append(line(row.layer(), row.outputShape(), count(row.parameters())));
      row.variables().forEach(variable -> text.append("    ").append(variable).append('\n'));
    }
    return text.append(rule).append(line("Total", "", count(parameters()))).toString();
  }

  private static String line(String layer, String shape, String parameters) {
    return String.format(Locale.ROOT, "%-28s %-24s %12s%n", layer, shape, parameters);
  }

  private static String count(long parameters) {
    return String.format(Locale.ROOT, "%,d", parameters);
  }
}
