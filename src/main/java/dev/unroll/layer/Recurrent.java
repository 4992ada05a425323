package dev.unroll.layer;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;

import dev.unroll.check.Default;
import dev.unroll.graph.GraphScope;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A recurrent network over all steps: [batch, steps, features] to [batch, steps, output size], or
 * twice the output size where it runs in both directions.
 *
 * <p>The scopes are TensorFlow 1's: {@code rnn} ({@code static_rnn}), {@code bidirectional_rnn/fw}
 * and {@code bw} ({@code static_bidirectional_rnn}), and inside them {@code multi_rnn_cell/cell_0},
 * {@code cell_1}, ... ({@code MultiRNNCell}) where the depth is more than 1. As there, the two
 * directions of a deep bidirectional network are joined once, at the end.
 *
 * @param cell what runs
 * @param depth cells on top of each other, 1 or more
 * @param bidirectional whether a second network runs backward in time
 */
public record Recurrent(Cell cell, @Default("1") int depth, @Default("false") boolean bidirectional)
    implements Layer {

  public Recurrent {
    present("recurrent: cell", cell);
    positive("recurrent: depth", depth);
  }

  /** One cell, forward in time. */
  public Recurrent(Cell cell) {
    this(cell, 1, false);
  }

  @Override
  public String label() {
    return "recurrent";
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    if (!bidirectional) {
      List<Operand<TFloat32>> outputs = runDeep(scope.uniqueChild("rnn"), steps, false);
      return new Value.Steps(outputs, cell.outputSize(), 1, steps.lengths());
    }
    GraphScope both = scope.uniqueChild("bidirectional_rnn");
    List<Operand<TFloat32>> forward = runDeep(both.child("fw"), steps, false);
    List<Operand<TFloat32>> backward = runDeep(both.child("bw"), steps, true);
    Ops tf = scope.tf();
    List<Operand<TFloat32>> joined = new ArrayList<>();
    for (int t = 0; t < forward.size(); t++) {
      joined.add(tf.concat(List.of(forward.get(t), backward.get(t)), tf.constant(1)));
    }
    return new Value.Steps(joined, 2 * cell.outputSize(), 2, steps.lengths());
  }

  private List<Operand<TFloat32>> runDeep(GraphScope scope, Value.Steps input, boolean backward) {
    List<Operand<TFloat32>> values = input.steps();
    int features = input.features();
    for (int i = 0; i < depth; i++) {
      GraphScope names = depth == 1 ? scope : scope.child("multi_rnn_cell/cell_" + i);
      values =
          TimeLoop.run(scope.tf(), cell.build(names, features), values, input.lengths(), backward);
      features = cell.outputSize();
    }
    return values;
  }
}
