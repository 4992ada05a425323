package dev.unroll.internal.server.example;

import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Endpoints;
import dev.unroll.model.ModelCard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/**
 * Examples as the inputs of a signature: serialised, where it takes one tensor of strings; else,
 * for models of Unroll's, by the names of their signals or the name of the input.
 */
final class Examples {

  private Examples() {}

  /**
   * The inputs of a signature.
   *
   * @param examples 1 or more
   * @throws Refusal where they do not fit it
   */
  static Map<String, TensorValue> inputs(
      ModelVersion version, SignatureRunner runner, List<Example> examples) {
    if (examples.isEmpty()) {
      throw Refusal.invalid("Input is empty.");
    }
    Map<String, TensorSpec> specs = runner.signature().inputs();
    TensorSpec spec = specs.get(Endpoints.INPUTS);
    if (spec != null && specs.size() == 1 && spec.type().equals("string")) {
      List<byte[]> serialised = examples.stream().map(Example::toByteArray).toList();
      return Map.of(Endpoints.INPUTS, TensorValue.ofStrings(serialised, examples.size()));
    }
    if (spec == null || !spec.floating() || version.card().isEmpty()) {
      throw Refusal.invalid(
          "signature '%s' takes no examples: it has no input 'inputs' of strings, and its model was"
              + " not written by Unroll; ask it by :predict",
          runner.name());
    }
    return rows(version.card().get(), specs, spec, examples);
  }

  private static Map<String, TensorValue> rows(
      ModelCard card, Map<String, TensorSpec> specs, TensorSpec spec, List<Example> examples) {
    List<String> signals = card.schema().featureNames();
    int features = signals.size();
    int steps = -1;
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      float[] row = row(examples.get(i), signals, i);
      if (row.length % features != 0 || (steps >= 0 && row.length != steps * features)) {
        throw Refusal.invalid(
            "example %d: expected %s of %d features, found %d numbers",
            i,
            steps < 0 ? "whole steps" : steps + " steps as in those before",
            features,
            row.length);
      }
      steps = row.length / features;
      rows.add(row);
    }
    float[] all = new float[rows.size() * steps * features];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * steps * features, steps * features);
    }
    List<Long> sizes = spec.shape().orElse(List.of());
    long[] shape = new long[Math.max(3, sizes.size())];
    shape[0] = rows.size();
    shape[1] = steps;
    if (sizes.size() <= 3) {
      shape[2] = features;
    } else {
      for (int i = 2; i < shape.length; i++) {
        shape[i] = sizes.get(i);
      }
    }
    Map<String, TensorValue> inputs = new TreeMap<>();
    inputs.put(Endpoints.INPUTS, TensorValue.ofFloats(all, shape));
    if (specs.containsKey(Endpoints.LENGTHS)) {
      int[] lengths = new int[rows.size()];
      Arrays.fill(lengths, steps);
      inputs.put(Endpoints.LENGTHS, TensorValue.ofInts(lengths, rows.size()));
    }
    return inputs;
  }

  /** The numbers of an example, step by step. */
  private static float[] row(Example example, List<String> signals, int index) {
    Map<String, Feature> features = example.getFeatures().getFeatureMap();
    if (features.containsKey(Endpoints.INPUTS)) {
      return numbers(features.get(Endpoints.INPUTS), Endpoints.INPUTS, index);
    }
    int steps = -1;
    List<float[]> columns = new ArrayList<>();
    for (String signal : signals) {
      if (!features.containsKey(signal)) {
        throw Refusal.invalid(
            "example %d: expected the features %s, or all numbers in 'inputs'; found %s",
            index, signals, features.keySet());
      }
      float[] column = numbers(features.get(signal), signal, index);
      if (steps >= 0 && column.length != steps) {
        throw Refusal.invalid(
            "example %d: feature '%s' has %d numbers, those before it %d; expected one a step",
            index, signal, column.length, steps);
      }
      steps = column.length;
      columns.add(column);
    }
    float[] row = new float[steps * columns.size()];
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < columns.size(); i++) {
        row[step * columns.size() + i] = columns.get(i)[step];
      }
    }
    return row;
  }

  private static float[] numbers(Feature feature, String name, int index) {
    List<? extends Number> numbers =
        switch (feature.getKindCase()) {
          case FLOAT_LIST -> feature.getFloatList().getValueList();
          case INT64_LIST -> feature.getInt64List().getValueList();
          default ->
              throw Refusal.invalid("example %d: feature '%s': expected numbers", index, name);
        };
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i).floatValue();
    }
    return values;
  }

  /** The names of classes, where the model tells them. */
  static Optional<List<String>> classNames(ModelVersion version) {
    return version
        .card()
        .map(card -> card.schema().target())
        .filter(target -> target.isClasses() && !target.perStep())
        .map(target -> target.names());
  }
}
