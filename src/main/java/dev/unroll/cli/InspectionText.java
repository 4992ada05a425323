package dev.unroll.cli;

import dev.unroll.inspect.Inspection;
import dev.unroll.inspect.Risk;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.inspect.VariableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a model holds, as text of 80 columns. */
final class InspectionText {

  private static final int COLUMNS = 80;

  private final StringBuilder text = new StringBuilder();

  private InspectionText() {}

  static String of(Inspection found) {
    InspectionText text = new InspectionText();
    text.line(0, found.path());
    text.line(0, head(found));
    found
        .signatures()
        .forEach(
            (name, signature) -> {
              if (name.startsWith("__")) {
                return; // TensorFlow's own, which begins the model
              }
              text.line(0, "signature " + name);
              signature.inputs().forEach((key, tensor) -> text.tensor("in ", key, tensor));
              signature.outputs().forEach((key, tensor) -> text.tensor("out", key, tensor));
            });
    text.variables(found.variables());
    text.operations(found);
    text.risks(found.risks());
    found.problems().forEach(problem -> text.line(0, "cannot be loaded: " + problem));
    return text.text.toString();
  }

  private static String head(Inspection found) {
    String head = found.kind().label();
    if (!found.tensorflow().isEmpty()) {
      head += ", TensorFlow " + found.tensorflow();
    }
    return found.tags().isEmpty() ? head : head + ", tags " + String.join(" and ", found.tags());
  }

  private void tensor(String direction, String key, TensorSpec tensor) {
    columns(2, direction + " " + key, tensor.describe(), tensor.name());
  }

  private void variables(List<VariableSpec> variables) {
    if (variables.isEmpty()) {
      line(0, "variables: none");
      return;
    }
    long numbers = 0;
    for (VariableSpec variable : variables) {
      List<Long> sizes = variable.shape().orElse(List.of(0L));
      numbers += sizes.stream().mapToLong(size -> Math.max(0, size)).reduce(1, (a, b) -> a * b);
    }
    line(0, String.format(Locale.ROOT, "variables: %d, %,d numbers", variables.size(), numbers));
    variables.forEach(variable -> columns(2, variable.name(), variable.describe(), ""));
  }

  private void operations(Inspection found) {
    if (found.nodes() == 0) {
      return;
    }
    line(
        0,
        String.format(
            Locale.ROOT,
            "operations: %,d of %d types, %,d functions",
            found.nodes(),
            found.operations().size(),
            found.functions()));
    List<String> counts =
        found.operations().entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.toCollection(ArrayList::new));
    StringBuilder line = new StringBuilder();
    for (String count : counts) {
      if (line.length() > 0 && line.length() + count.length() + 5 > COLUMNS) {
        line(2, line + ",");
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : ", ").append(count);
    }
    line(2, line.toString());
  }

  private void risks(List<Risk> risks) {
    line(
        0,
        "operations that reach files, the network, Python or the process: "
            + (risks.isEmpty() ? "none" : risks.size()));
    for (Risk risk : risks) {
      columns(2, risk.operation(), risk.reach().label(), risk.place());
    }
    if (!risks.isEmpty()) {
      line(0, "loading it needs --trust");
    }
  }

  /** Three columns in a line, or in as many lines as they need. */
  private void columns(int indent, String first, String second, String third) {
    int wide = third.isEmpty() ? 36 : 24;
    String line =
        String.format(Locale.ROOT, "%-" + wide + "s  %-24s  %s", first, second, third)
            .stripTrailing();
    if (indent + line.length() <= COLUMNS) {
      line(indent, line);
      return;
    }
    line(indent, first);
    String rest = String.format(Locale.ROOT, "%-24s  %s", second, third).stripTrailing();
    if (indent + 4 + rest.length() <= COLUMNS || third.isEmpty()) {
      line(indent + 4, rest);
    } else {
      line(indent + 4, second);
      line(indent + 4, third);
    }
  }

  private void line(int indent, String line) {
    text.append(" ".repeat(indent)).append(line).append(System.lineSeparator());
  }
}
