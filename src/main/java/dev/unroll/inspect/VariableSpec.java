package dev.unroll.inspect;

import java.util.List;
import java.util.Optional;

/**
 * A variable.
 *
 * @param type such as {@code float}
 * @param shape its sizes, -1 where one is not known; empty where not even their number is
 */
public record VariableSpec(String name, String type, Optional<List<Long>> shape) {

  public VariableSpec {
    name = Names.printable(name);
    shape = shape.map(List::copyOf);
  }

  /** As {@code float [41, 128]}. */
  public String describe() {
    return type + " " + TensorSpec.describe(shape);
  }
}
