package dev.unroll.train;

import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Variable;
import dev.unroll.settings.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.train.ResourceApplyMomentum;
import org.tensorflow.types.TFloat32;

/**
 * A rule that moves variables against their gradients, on TensorFlow's own update kernels. Slots
 * have TensorFlow 1's names: {@code kernel/Adam}, {@code kernel/Adam_1}, {@code kernel/Momentum},
 * ... Rules of others are {@link CustomOptimizer}s.
 */
public sealed interface Optimizer
    permits Optimizer.GradientDescent,
        Optimizer.Momentum,
        Optimizer.Adagrad,
        Optimizer.RmsProp,
        Optimizer.Adam,
        Optimizer.AdamW,
        CustomOptimizer {

  /**
   * A variable and the gradient of the loss with respect to it.
   *
   * @param variable to be moved
   * @param value of its shape
   */
  record Gradient(Variable variable, Operand<TFloat32> value) {}

  /**
   * Adds the updates of all variables.
   *
   * @param scope the outermost scope of the graph
   * @param gradients of all variables that are trained
   * @param learningRate a scalar
   * @return operations that must all run in a step
   */
  List<Op> apply(GraphScope scope, List<Gradient> gradients, Operand<TFloat32> learningRate);

  /** {@code v -= rate g}. */
  record GradientDescent() implements Optimizer {
    @Override
    public List<Op> apply(GraphScope scope, List<Gradient> gradients, Operand<TFloat32> rate) {
      return updates(
          gradients,
          g -> scope.tf().train.resourceApplyGradientDescent(g.variable.handle(), rate, g.value));
    }
  }

  /**
   * {@code a = momentum a + g; v -= rate a}; with Nesterov {@code v -= rate (g + momentum a)}.
   *
   * @param momentum in [0, 1)
   * @param nesterov whether to look ahead
   */
  record Momentum(@Default("0.9") double momentum, @Default("false") boolean nesterov)
      implements Optimizer {
    public Momentum {
      fraction("momentum: momentum", momentum);
    }

    @Override
    public List<Op> apply(GraphScope scope, List<Gradient> gradients, Operand<TFloat32> rate) {
      Ops tf = scope.tf();
      return updates(
          gradients,
          g ->
              tf.train.resourceApplyMomentum(
                  g.variable.handle(),
                  slot(scope, g, "Momentum", new Initializer.Zeros()).handle(),
                  rate,
                  g.value,
                  tf.constant((float) momentum),
                  ResourceApplyMomentum.useNesterov(nesterov)));
    }
  }

  /**
   * {@code a += g^2; v -= rate g / sqrt(a)}.
   *
   * @param initialAccumulator where {@code a} begins, greater than 0
   * @see <a href="https://jmlr.org/papers/v12/duchi11a.html">Duchi et al. 2011</a>
   */
  record Adagrad(@Default("0.1") double initialAccumulator) implements Optimizer {
    public Adagrad {
      positive("adagrad: initialAccumulator", initialAccumulator);
    }

    @Override
    public List<Op> apply(GraphScope scope, List<Gradient> gradients, Operand<TFloat32> rate) {
      return updates(
          gradients,
          g -> {
            Variable accumulator =
                slot(scope, g, "Adagrad", new Initializer.Constant(initialAccumulator));
            return scope
                .tf()
                .train
                .resourceApplyAdagrad(
                    g.variable.handle(),
                    accumulator.handle(),
                    rate,
                    scope.tf().constant(0f),
                    g.value);
          });
    }
  }

  /**
   * {@code s = decay s + (1 - decay) g^2; m = momentum m + rate g / sqrt(s + epsilon); v -= m}.
   *
   * @param decay in [0, 1)
   * @param momentum in [0, 1)
   * @param epsilon greater than 0
   */
  record RmsProp(
      @Default("0.9") double decay, @Default("0") double momentum, @Default("1e-10") double epsilon)
      implements Optimizer {
    public RmsProp {
      fraction("rms-prop: decay", decay);
      fraction("rms-prop: momentum", momentum);
      positive("rms-prop: epsilon", epsilon);
    }

    @Override
    public List<Op> apply(GraphScope scope, List<Gradient> gradients, Operand<TFloat32> rate) {
      Ops tf = scope.tf();
      return updates(
          gradients,
          g ->
              tf.train.resourceApplyRmsProp(
                  g.variable.handle(),
                  slot(scope, g, "RMSProp", new Initializer.Ones()).handle(),
                  slot(scope, g, "RMSProp_1", new Initializer.Zeros()).handle(),
                  rate,
                  tf.constant((float) decay),
                  tf.constant((float) momentum),
                  tf.constant((float) epsilon),
                  g.value));
    }
  }

  /**
   * {@code m = beta1 m + (1 - beta1) g; s = beta2 s + (1 - beta2) g^2; v -= rate sqrt(1 - beta2^t)
   * / (1 - beta1^t) m / (sqrt(s) + epsilon)}.
   *
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon greater than 0
   * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014</a>
   */
  record Adam(
      @Default("0.9") double beta1, @Default("0.999") double beta2, @Default("1e-8") double epsilon)
      implements Optimizer {
    public Adam {
      fraction("adam: beta1", beta1);
      fraction("adam: beta2", beta2);
      positive("adam: epsilon", epsilon);
    }

    /** With the usual 0.9, 0.999 and 1e-8. */
    public Adam() {
      this(0.9, 0.999, 1e-8);
    }

    @Override
    public List<Op> apply(GraphScope scope, List<Gradient> gradients, Operand<TFloat32> rate) {
      return apply(scope, gradients, rate, scope.tf());
    }

    /**
     * @param tf adds the updates
     */
    private List<Op> apply(
        GraphScope scope, List<Gradient> gradients, Operand<TFloat32> rate, Ops tf) {
      Variable beta1Power =
          scope.untrained("beta1_power", Shape.scalar(), new Initializer.Constant(beta1));
      Variable beta2Power =
          scope.untrained("beta2_power", Shape.scalar(), new Initializer.Constant(beta2));
      Operand<TFloat32> b1 = tf.constant((float) beta1);
      Operand<TFloat32> b2 = tf.constant((float) beta2);
      List<Op> updates =
          updates(
              gradients,
              g ->
                  tf.train.resourceApplyAdam(
                      g.variable.handle(),
                      slot(scope, g, "Adam", new Initializer.Zeros()).handle(),
                      slot(scope, g, "Adam_1", new Initializer.Zeros()).handle(),
                      beta1Power.value(),
                      beta2Power.value(),
                      rate,
                      b1,
                      b2,
                      tf.constant((float) epsilon),
                      g.value));
      // A step whose gradients never come must not count.
      Ops after = tf.withControlDependencies(gradients.stream().<Op>map(Gradient::value).toList());
      updates.add(multiply(after, beta1Power, b1));
      updates.add(multiply(after, beta2Power, b2));
      return updates;
    }

    private static AssignVariableOp multiply(Ops tf, Variable power, Operand<TFloat32> beta) {
      return tf.assignVariableOp(power.handle(), tf.math.mul(power.value(), beta));
    }
  }

  /**
   * {@link Adam} with decoupled decay: before its update, {@code v -= rate decay v} for every
   * matrix and kernel; biases and other vectors do not decay.
   *
   * @param decay 0 or more
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon greater than 0
   * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2017</a>
   */
  record AdamW(
      @Default("0.01") double decay,
      @Default("0.9") double beta1,
      @Default("0.999") double beta2,
      @Default("1e-8") double epsilon)
      implements Optimizer {
    public AdamW {
      notNegative("adam-w: decay", decay);
      fraction("adam-w: beta1", beta1);
      fraction("adam-w: beta2", beta2);
      positive("adam-w: epsilon", epsilon);
    }

    @Override
    public List<Op> apply(GraphScope scope, List<Gradient> gradients, Operand<TFloat32> rate) {
      Ops tf = scope.tf();
      Operand<TFloat32> share = tf.math.mul(rate, tf.constant((float) decay));
      List<Op> decays = new ArrayList<>();
      for (Gradient gradient : gradients) {
        Variable variable = gradient.variable;
        if (variable.shape().numDimensions() > 1) {
          // The gradient first: it is of the weights before the step.
          Ops after = tf.withControlDependencies(List.<Op>of(gradient.value));
          decays.add(
              after.assignSubVariableOp(variable.handle(), tf.math.mul(variable.value(), share)));
        }
      }
      return new Adam(beta1, beta2, epsilon)
          .apply(scope, gradients, rate, tf.withControlDependencies(decays));
    }
  }

  /** One update for each gradient. */
  static List<Op> updates(List<Gradient> gradients, Function<Gradient, Op> update) {
    List<Op> updates = new ArrayList<>();
    gradients.forEach(gradient -> updates.add(update.apply(gradient)));
    return updates;
  }

  /**
   * A slot of a gradient's variable, of its shape: a number for each weight that goes on from step
   * to step, into checkpoints and out of them.
   *
   * @param name such as {@code Momentum}; the slot is {@code VARIABLE/Momentum}
   */
  static Variable slot(GraphScope scope, Gradient gradient, String name, Initializer initializer) {
    Variable variable = gradient.variable;
    return scope.untrained(variable.name() + "/" + name, variable.shape(), initializer);
  }
}
