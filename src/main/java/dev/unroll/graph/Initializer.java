package dev.unroll.graph;

import static dev.unroll.check.Check.finite;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.that;

import dev.unroll.settings.Default;
import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.RandomNormal;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How a variable begins. The same seed gives the same values, on other processors to rounding. */
public sealed interface Initializer {

  /**
   * Adds operations that compute the initial value.
   *
   * @param shape of the variable, fully known
   * @param seed decides the random ones
   */
  Operand<TFloat32> build(Ops tf, Shape shape, long seed);

  /** All zeros. */
  record Zeros() implements Initializer {
    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      return fill(tf, shape, 0);
    }
  }

  /** All ones. */
  record Ones() implements Initializer {
    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      return fill(tf, shape, 1);
    }
  }

  /**
   * One value everywhere.
   *
   * @param value any finite number
   */
  record Constant(double value) implements Initializer {
    public Constant {
      finite("constant: value", value);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      return fill(tf, shape, (float) value);
    }
  }

  /**
   * Normal with mean 0.
   *
   * @param stddev standard deviation, 0 or more
   */
  record Normal(@Default("1") double stddev) implements Initializer {
    public Normal {
      notNegative("normal: stddev", stddev);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      return new RandomNormal<TFloat32>(0, stddev, seed)
          .call(tf, tf.constant(shape.asArray()), TFloat32.class);
    }
  }

  /**
   * Normal with mean 0, drawn again beyond two standard deviations.
   *
   * @param stddev standard deviation before the cut, 0 or more
   */
  record TruncatedNormal(@Default("1") double stddev) implements Initializer {
    public TruncatedNormal {
      notNegative("truncated-normal: stddev", stddev);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      return new org.tensorflow.framework.initializers.TruncatedNormal<TFloat32>(0, stddev, seed)
          .call(tf, tf.constant(shape.asArray()), TFloat32.class);
    }
  }

  /**
   * Uniform in {@code [-limit, limit)} with {@code limit = sqrt(6 / (fanIn + fanOut))}: for
   * matrices [fanIn, fanOut]; for kernels of convolutions [..., inputs, outputs] either times the
   * size of the window; {@code fanIn = fanOut = n} for a vector of n.
   *
   * <p>Not the framework's {@code Glorot}, whose uniform form (1.1.0) draws from {@code [0,
   * limit)}.
   *
   * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio 2010</a>
   */
  record GlorotUniform() implements Initializer {
    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      int rank = shape.numDimensions();
      that(rank >= 1, "glorot-uniform: expected a vector, a matrix or a kernel, got a scalar");
      double fans = rank == 1 ? 2.0 * shape.get(0) : fanIn(shape) * (1 + outputsToInputs(shape));
      return uniform(tf, shape, seed, Math.sqrt(6 / fans));
    }

    private static double outputsToInputs(Shape shape) {
      int rank = shape.numDimensions();
      return (double) shape.get(rank - 1) / shape.get(rank - 2);
    }
  }

  /**
   * Uniform in {@code [-limit, limit)} with {@code limit = sqrt(6 / fanIn)}, made for ReLU.
   *
   * @see <a href="https://arxiv.org/abs/1502.01852">He et al. 2015</a>
   */
  record HeUniform() implements Initializer {
    @Override
    public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
      return uniform(tf, shape, seed, Math.sqrt(6 / fanIn(shape)));
    }
  }

  /** All sizes but the last: what one output is summed over. */
  private static double fanIn(Shape shape) {
    return (double) shape.size() / shape.get(shape.numDimensions() - 1);
  }

  private static Operand<TFloat32> uniform(Ops tf, Shape shape, long seed, double limit) {
    Operand<TFloat32> uniform =
        tf.random.statelessRandomUniform(
            tf.constant(shape.asArray()), tf.constant(new long[] {seed, 0}), TFloat32.class);
    return tf.math.mul(tf.math.sub(uniform, tf.constant(0.5f)), tf.constant((float) (2 * limit)));
  }

  private static Operand<TFloat32> fill(Ops tf, Shape shape, float value) {
    return tf.fill(tf.constant(shape.asArray()), tf.constant(value));
  }
}
