package dev.unroll.convert.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a node moves numbers to: axes, shapes and indexes, which older versions of ONNX have as
 * attributes and newer ones as known inputs.
 *
 * @param inputs of the node; null for one left out
 */
record OnnxPlaces(OnnxNode node, List<OnnxValue> inputs) {

  /** An axis of {@code rank}, which may be counted from the end. */
  int axis(long axis, int rank) {
    node.require(axis >= -rank && axis < rank, "it has axis " + axis + " of " + rank);
    return (int) (axis < 0 ? axis + rank : axis);
  }

  long[] wholes(int input) {
    Optional<long[]> wholes =
        input < inputs.size() && inputs.get(input) != null
            ? inputs.get(input).wholes()
            : Optional.empty();
    return wholes.orElseThrow(
        () -> node.refused("expected known whole numbers as its input " + (input + 1)));
  }

  static int[] ints(long[] wholes) {
    return Arrays.stream(wholes).mapToInt(Math::toIntExact).toArray();
  }

  /** Numbers that older versions have as an attribute and newer ones as an input. */
  Optional<long[]> given(String attribute, int input) {
    if (input < inputs.size() && inputs.get(input) != null) {
      return Optional.of(wholes(input));
    }
    return Optional.ofNullable(node.attributes().get(attribute))
        .map(found -> found.wholes().stream().mapToLong(Long::longValue).toArray());
  }
}
