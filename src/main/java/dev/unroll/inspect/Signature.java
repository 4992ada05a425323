package dev.unroll.inspect;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.SignatureDef;

/**
 * A named way through a graph.
 *
 * @param inputs by their names in the signature
 * @param outputs by their names in the signature
 */
public record Signature(
    SortedMap<String, TensorSpec> inputs, SortedMap<String, TensorSpec> outputs) {

  public Signature {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
  }

  static Signature of(SignatureDef definition) {
    SortedMap<String, TensorSpec> inputs = new TreeMap<>();
    SortedMap<String, TensorSpec> outputs = new TreeMap<>();
    definition
        .getInputsMap()
        .forEach((name, info) -> inputs.put(Names.printable(name), TensorSpec.of(info)));
    definition
        .getOutputsMap()
        .forEach((name, info) -> outputs.put(Names.printable(name), TensorSpec.of(info)));
    return new Signature(inputs, outputs);
  }
}
