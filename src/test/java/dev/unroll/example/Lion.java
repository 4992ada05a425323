package dev.unroll.example;

import static dev.unroll.check.Check.fraction;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Variable;
import dev.unroll.settings.Default;
import dev.unroll.train.CustomOptimizer;
import dev.unroll.train.Optimizer;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

public record Lion(@Default("0.9") double beta1, @Default("0.99") double beta2)
    implements CustomOptimizer {
  public Lion {
    fraction("lion: beta1", beta1);
    fraction("lion: beta2", beta2);
  }

  @Override
  public List<Op> apply(GraphScope scope, List<Gradient> gradients, Operand<TFloat32> rate) {
    Ops tf = scope.tf();
    List<Op> updates = new ArrayList<>();
    for (Gradient g : gradients) {
      Variable m = Optimizer.slot(scope, g, "Lion", new Initializer.Zeros());
      Operand<TFloat32> direction = tf.math.sign(mean(tf, m, g, beta1));
      updates.add(tf.assignSubVariableOp(g.variable().handle(), tf.math.mul(rate, direction)));
      updates.add(tf.assignVariableOp(m.handle(), mean(tf, m, g, beta2)));
    }
    return updates;
  }

  private static Operand<TFloat32> mean(Ops tf, Variable m, Gradient g, double share) {
    return tf.math.add(
        tf.math.mul(m.value(), tf.constant((float) share)),
        tf.math.mul(g.value(), tf.constant((float) (1 - share))));
  }
}
