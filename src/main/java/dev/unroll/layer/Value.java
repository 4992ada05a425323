package dev.unroll.layer;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What flows from layer to layer. */
public sealed interface Value {

  /** Channels. */
  int features();

  /** As printed in tables: {@code [batch, 128, 9]}. */
  String shape();

  /**
   * A value at every step.
   *
   * @param steps one tensor [batch, features] a step
   * @param features channels
   * @param directions 2 where the first half of the features was computed forward in time and the
   *     second half backward; else 1
   * @param lengths [batch], steps of each row before its padding; empty where all rows are full
   */
  record Steps(
      List<Operand<TFloat32>> steps,
      int features,
      int directions,
      Optional<Operand<TInt32>> lengths)
      implements Value {

    public Steps {
      steps = List.copyOf(steps);
    }

    @Override
    public String shape() {
      return "[batch, " + steps.size() + ", " + features + "]";
    }
  }

  /**
   * One value a sequence.
   *
   * @param tensor [batch, features]
   * @param features channels
   */
  record Vector(Operand<TFloat32> tensor, int features) implements Value {
    @Override
    public String shape() {
      return "[batch, " + features + "]";
    }
  }
}
