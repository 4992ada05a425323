package dev.unroll.augment;

import java.util.Random;

/**
 * A random change of a training sequence in raw units, drawn anew every time the sequence is used.
 * It keeps the number of steps and features.
 */
public sealed interface Augmentation
    permits Turn, Tilt, Gain, Jitter, TimeWarp, TimeShift, ChannelMask, TimeMask, MoveFrames {

  /**
   * Changes a sequence in place.
   *
   * @param values [steps, features], flat
   * @param features of a step
   * @param random decides the change
   * @throws dev.unroll.check.InputException where a feature that it names is not there
   */
  void apply(float[] values, int features, Random random);

  /** Whether it moves what is seen to other steps, away from a label of that step. */
  default boolean movesTime() {
    return false;
  }
}
