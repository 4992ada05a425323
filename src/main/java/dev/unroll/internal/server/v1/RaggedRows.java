package dev.unroll.internal.server.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.json.TensorReader;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Endpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Rows of {@code instances} that may be of several lengths, for signatures that take the lengths:
 * each is as long as its list, and filled up with zeros that the model does not look at.
 *
 * @param inputs all rows, of one length, and their lengths
 * @param steps that each row came with
 * @param perStep outputs that have something for each step
 */
record RaggedRows(Map<String, TensorValue> inputs, List<Integer> steps, Set<String> perStep) {

  private static final Set<String> INPUTS = Set.of(Endpoints.INPUTS, Endpoints.LENGTHS);

  /** Whether a signature takes sequences and their lengths. */
  static boolean taken(SortedMap<String, TensorSpec> specs) {
    return specs.keySet().equals(INPUTS)
        && specs.get(Endpoints.INPUTS).shape().filter(sizes -> sizes.size() >= 3).isPresent()
        && specs.get(Endpoints.INPUTS).type().equals("float")
        && specs.get(Endpoints.LENGTHS).type().equals("int32")
        && specs.get(Endpoints.LENGTHS).mayHaveRank(1);
  }

  private record Row(TensorValue values, int length) {}

  /**
   * Reads the list of rows.
   *
   * @throws Refusal where it is no such list
   */
  static RaggedRows read(JsonParser parser, ModelVersion version, SignatureRunner runner)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("Expecting 'instances' value to be a non-empty array");
    }
    TensorSpec spec = runner.signature().inputs().get(Endpoints.INPUTS);
    List<Row> rows = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (rows.size() * size(spec) > TensorReader.MOST_ELEMENTS) {
        throw Refusal.invalid("instances: more than %d rows; send them in parts", rows.size());
      }
      rows.add(row(parser, spec, PredictJson.INSTANCES + "[" + rows.size() + "]"));
    }
    if (rows.isEmpty()) {
      throw Refusal.invalid("Expecting 'instances' value to be a non-empty array");
    }
    boolean ofSteps = version.card().filter(card -> card.schema().target().perStep()).isPresent();
    Set<String> perStep =
        runner.signature().outputs().entrySet().stream()
            .filter(
                output -> version.card().isPresent() ? ofSteps : hasSteps(output.getValue(), spec))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return new RaggedRows(
        joined(rows, spec), rows.stream().map(row -> (int) row.values.size(0)).toList(), perStep);
  }

  /** Whether an output's second size is that of the steps, and nothing else of the same size. */
  private static boolean hasSteps(TensorSpec output, TensorSpec input) {
    int rank = output.shape().map(List::size).orElse(0);
    return rank >= 2 && output.size(1) == input.size(1) && (output.size(1) < 0 || rank >= 3);
  }

  /** Elements of a row, as far as they are known. */
  private static long size(TensorSpec spec) {
    return spec.shape().orElseThrow().stream()
        .filter(size -> size > 0)
        .reduce(1L, (one, other) -> one * other);
  }

  private static Row row(JsonParser parser, TensorSpec spec, String place) throws IOException {
    Optional<TensorValue> values = Optional.empty();
    Optional<TensorValue> length = Optional.empty();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        switch (name) {
          case Endpoints.INPUTS -> values = Optional.of(values(parser, spec, place));
          case Endpoints.LENGTHS -> length = Optional.of(length(parser, place));
          default ->
              throw Refusal.invalid(
                  "%s: there is no input '%s'; the signature takes %s", place, name, INPUTS);
        }
      }
    } else {
      values = Optional.of(values(parser, spec, place));
    }
    TensorValue found =
        values.orElseThrow(
            () -> Refusal.invalid("%s: expected the input '%s'", place, Endpoints.INPUTS));
    int steps = (int) found.size(0);
    int told = length.map(value -> value.numbers().getInt()).orElse(steps);
    if (told < 1 || told > steps) {
      throw Refusal.invalid(
          "%s: expected a length of 1 to %d, the steps of its list, found %d",
          place, Math.max(1, steps), told);
    }
    return new Row(found, told);
  }

  private static TensorValue values(JsonParser parser, TensorSpec spec, String place)
      throws IOException {
    TensorValue values = new TensorReader(Endpoints.INPUTS, place, spec).read(parser);
    int rank = spec.shape().orElseThrow().size();
    boolean fits = values.rank() == rank - 1;
    for (int i = 1; fits && i < values.rank(); i++) {
      fits = spec.size(i + 1) < 0 || spec.size(i + 1) == values.size(i);
    }
    if (!fits || (spec.size(1) >= 0 && values.size(0) > spec.size(1))) {
      throw Refusal.invalid(
          "%s: expected a row of %s, of as many steps at most, got %s",
          place, spec.describe(), values.describe());
    }
    return values;
  }

  private static TensorValue length(JsonParser parser, String place) throws IOException {
    TensorSpec whole = new TensorSpec(Endpoints.LENGTHS, "int32", Optional.of(List.of()));
    TensorValue value = new TensorReader(Endpoints.LENGTHS, place, whole).read(parser);
    if (value.rank() != 0) {
      throw Refusal.invalid("%s: expected a whole number as its length", place);
    }
    return value;
  }

  private static Map<String, TensorValue> joined(List<Row> rows, TensorSpec spec) {
    long longest = rows.stream().mapToLong(row -> row.values.size(0)).max().orElseThrow();
    long[] shape = new long[rows.get(0).values.rank() + 1];
    shape[0] = rows.size();
    shape[1] = spec.size(1) < 0 ? longest : spec.size(1);
    long step = 1;
    for (int i = 2; i < shape.length; i++) {
      shape[i] = rows.get(0).values.size(i - 1);
      step *= shape[i];
    }
    long all = shape[0] * shape[1] * step;
    if (all > TensorReader.MOST_ELEMENTS) {
      throw Refusal.invalid(
          "instances: %d rows of %d steps are too many; send them in parts", shape[0], shape[1]);
    }
    float[] values = new float[(int) all];
    int[] lengths = new int[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.values.elements() != row.values.size(0) * step) {
        throw Refusal.invalid(
            "instances[%d]: expected steps of %s as the rows before it, got %s",
            i, Arrays.toString(Arrays.copyOfRange(shape, 2, shape.length)), row.values.describe());
      }
      int at = (int) (i * shape[1] * step);
      row.values.numbers().asFloatBuffer().get(values, at, (int) row.values.elements());
      lengths[i] = row.length;
    }
    return Map.of(
        Endpoints.INPUTS, TensorValue.ofFloats(values, shape),
        Endpoints.LENGTHS, TensorValue.ofInts(lengths, rows.size()));
  }

  /** Whether an output has something for each step. */
  boolean perStep(String output, TensorValue value) {
    return perStep.contains(output)
        && value.rank() >= 2
        && value.size(1) == inputs.get(Endpoints.INPUTS).size(1);
  }

  /** A row of such an output [1, steps, ...], as many steps as the row came with. */
  TensorValue cut(TensorValue output, int row) {
    TensorValue steps = output.row(row).rows(0, this.steps.get(row));
    long[] shape = steps.shape();
    long[] one = new long[shape.length + 1];
    one[0] = 1;
    System.arraycopy(shape, 0, one, 1, shape.length);
    return steps.shaped(one);
  }
}
