package dev.unroll.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Derivatives of a graph, whose parts have either TensorFlow's own or a hand-written backward pass.
 *
 * <p>A part with a hand-written one is a {@link Block}: its outputs are barriers that TensorFlow's
 * gradients do not cross. From the last block to the first, TensorFlow differentiates what lies
 * behind a block, the block's {@link Backward} differentiates the block, and so on to the inputs.
 * Nothing is registered with TensorFlow, whose registry of gradients is process-wide, holds ten and
 * does not exist on Windows.
 */
public final class Gradients {

  /** The backward pass of a block. */
  @FunctionalInterface
  public interface Backward {
    /**
     * Adds the operations of the backward pass.
     *
     * @param outputs gradient of the loss with respect to each output of the block; empty where the
     *     loss does not depend on it
     * @return for each input of the block what adds the gradient with respect to it; asked only
     *     where the gradient is needed
     */
    List<Supplier<Operand<TFloat32>>> gradients(List<Optional<Operand<TFloat32>>> outputs);
  }

  /**
   * Operations with a backward pass of their own.
   *
   * @param inputs that they depend on
   * @param outputs what others may use of them
   */
  record Block(
      List<Operand<TFloat32>> inputs, List<Operand<TFloat32>> outputs, Backward backward) {}

  private final GraphScope scope;
  private final Ops tf;

  /** By {@link #key}: where gradients are collected, block outputs and what was asked for. */
  private final Map<String, Operand<TFloat32>> targets = new LinkedHashMap<>();

  private final Map<String, List<Operand<TFloat32>>> terms = new HashMap<>();

  private Gradients(GraphScope scope) {
    this.scope = scope;
    this.tf = scope.tf();
  }

  /**
   * Adds the gradient of {@code loss} with respect to each of {@code xs}, zeros where it does not
   * depend on it.
   *
   * @param loss a scalar
   * @param xs values of variables or placeholders, none of which depends on another
   */
  public static List<Operand<TFloat32>> of(
      GraphScope scope, Operand<TFloat32> loss, List<Operand<TFloat32>> xs) {
    Gradients gradients = new Gradients(scope);
    gradients.collect(loss, xs);
    List<Operand<TFloat32>> all = new ArrayList<>();
    xs.forEach(x -> all.add(gradients.total(x).orElseGet(() -> scope.tf().zerosLike(x))));
    return all;
  }

  private void collect(Operand<TFloat32> loss, Collection<Operand<TFloat32>> xs) {
    xs.forEach(x -> targets.put(key(x.asOutput()), x));
    List<Block> blocks = scope.blocks();
    blocks.forEach(block -> block.outputs.forEach(out -> targets.put(key(out.asOutput()), out)));
    propagate(List.of(loss), List.of(tf.onesLike(loss)));
    for (int i = blocks.size() - 1; i >= 0; i--) {
      Block block = blocks.get(i);
      List<Optional<Operand<TFloat32>>> outputs = block.outputs.stream().map(this::total).toList();
      if (outputs.stream().anyMatch(Optional::isPresent)) {
        propagate(block, block.backward.gradients(outputs));
      }
    }
  }

  private void propagate(Block block, List<Supplier<Operand<TFloat32>>> gradients) {
    List<Operand<TFloat32>> ys = new ArrayList<>();
    List<Operand<TFloat32>> dys = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Operand<TFloat32> input = block.inputs.get(i);
      if (targets.containsKey(key(input.asOutput()))) {
        addTerm(input, gradients.get(i).get());
      } else if (!reached(List.of(input)).isEmpty()) {
        ys.add(input);
        dys.add(gradients.get(i).get());
      }
    }
    if (!ys.isEmpty()) {
      propagate(ys, dys);
    }
  }

  /** Lets TensorFlow differentiate from {@code ys} to all targets before the next barrier. */
  private void propagate(List<Operand<TFloat32>> ys, List<Operand<TFloat32>> dys) {
    List<Operand<TFloat32>> reached = reached(ys);
    if (reached.isEmpty()) {
      return;
    }
    Output<?>[] gradients =
        scope.graph().addGradients(null, outputs(ys), outputs(reached), outputs(dys));
    for (int i = 0; i < gradients.length; i++) {
      addTerm(reached.get(i), gradients[i].expect(TFloat32.class));
    }
  }

  /** The targets on which {@code ys} depend, not looking beyond a target. */
  private List<Operand<TFloat32>> reached(List<Operand<TFloat32>> ys) {
    Set<String> seen = new HashSet<>();
    List<Operand<TFloat32>> found = new ArrayList<>();
    Deque<Output<?>> open = new ArrayDeque<>();
    ys.forEach(y -> open.add(y.asOutput()));
    while (!open.isEmpty()) {
      Output<?> output = open.remove();
      String key = key(output);
      if (!seen.add(key)) {
        continue;
      }
      if (targets.containsKey(key)) {
        found.add(targets.get(key));
      } else if (output.op() instanceof GraphOperation operation && seen.add(operation.name())) {
        for (int i = 0; i < operation.numInputs(); i++) {
          // Shapes and indices carry no gradient.
          if (operation.input(i).dataType() == DataType.DT_FLOAT) {
            open.add(operation.input(i));
          }
        }
      }
    }
    return found;
  }

  private void addTerm(Operand<TFloat32> target, Operand<TFloat32> gradient) {
    terms.computeIfAbsent(key(target.asOutput()), k -> new ArrayList<>()).add(gradient);
  }

  private Optional<Operand<TFloat32>> total(Operand<TFloat32> target) {
    List<Operand<TFloat32>> parts = terms.getOrDefault(key(target.asOutput()), List.of());
    return switch (parts.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(parts.get(0));
      default -> Optional.of(tf.math.addN(parts));
    };
  }

  private static Output<?>[] outputs(List<Operand<TFloat32>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  private static String key(Output<?> output) {
    return output.op().name() + ":" + output.index();
  }
}
