package dev.unroll.train;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Looks for the first number of a step that is not finite; its operations come when needed. */
final class FiniteCheck {

  private static final String NAN = "NaN";
  private static final String INFINITE = "infinite";

  private final TrainingPass pass;
  private final List<Operand<TFloat32>> fetches = new ArrayList<>();

  FiniteCheck(Ops tf, TrainingPass pass) {
    this.pass = pass;
    for (GraphScope.Tap tap : pass.taps()) {
      fetches.add(extremes(tf, tap.rows().get()));
    }
    fetches.add(pass.loss());
    pass.gradients().forEach(gradient -> fetches.add(gradient.value()));
  }

  /** Shares of NaN and of infinite numbers [2]: what a layer gives may be large. */
  private static Operand<TFloat32> extremes(Ops tf, Operand<TFloat32> rows) {
    Operand<TFloat32> flat = tf.reshape(rows, tf.array(-1));
    return tf.stack(
        List.of(
            tf.math.mean(tf.dtypes.cast(tf.math.isNan(flat), TFloat32.class), tf.constant(0)),
            tf.math.mean(tf.dtypes.cast(tf.math.isInf(flat), TFloat32.class), tf.constant(0))));
  }

  /** What a run fetches. */
  List<Operand<TFloat32>> fetches() {
    return fetches;
  }

  /** The first, by what was fetched: layers go forward, gradients back from the loss. */
  NotFinite.Spot first(Result result) {
    int next = 0;
    for (GraphScope.Tap tap : pass.taps()) {
      float[] shares = Tensors.values((TFloat32) result.get(next++));
      if (shares[0] > 0 || shares[1] > 0) {
        return new NotFinite.Spot(
            NotFinite.Place.LAYER, tap.name(), shares[0] > 0 ? NAN : INFINITE);
      }
    }
    Optional<String> loss = of(Tensors.values((TFloat32) result.get(next++)));
    if (loss.isPresent()) {
      return new NotFinite.Spot(NotFinite.Place.LOSS, "loss", loss.get());
    }
    for (int i = pass.gradients().size() - 1; i >= 0; i--) {
      float[] values = Tensors.values((TFloat32) result.get(next + i));
      Optional<String> value = of(values).or(() -> tooLarge(values));
      if (value.isPresent()) {
        return new NotFinite.Spot(
            NotFinite.Place.GRADIENT, pass.gradients().get(i).variable().name(), value.get());
      }
    }
    // Each is finite, but their squares are not together; or another order of adding was kinder.
    return new NotFinite.Spot(NotFinite.Place.GRADIENT, "all variables together", "too large");
  }

  /** What is not finite among {@code values}, in a word. */
  static Optional<String> of(float[] values) {
    boolean infinite = false;
    for (float value : values) {
      if (Float.isNaN(value)) {
        return Optional.of(NAN);
      }
      infinite |= Float.isInfinite(value);
    }
    return infinite ? Optional.of(INFINITE) : Optional.empty();
  }

  private static Optional<String> tooLarge(float[] values) {
    float squares = 0;
    for (float value : values) {
      squares += value * value / 2;
    }
    return Float.isFinite(squares) ? Optional.empty() : Optional.of("too large");
  }
}
