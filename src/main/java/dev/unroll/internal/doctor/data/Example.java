package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Something to predict, with what may be known for it: a sequence with all its steps, or a step of
 * one with the steps up to it.
 *
 * @param from the sequences that it is of
 * @param index of the sequence
 * @param last step that may be known
 */
record Example(Sequences from, int index, int last) {

  /** Steps that may be known. */
  int steps() {
    return last + 1;
  }

  int group() {
    return from.group(index);
  }

  /** The class, where classes are predicted. */
  int label() {
    return from.truth().kind() == Target.Kind.CLASS_PER_STEP
        ? from.stepLabel(index, last)
        : from.label(index);
  }

  /** The values of the newest steps, [count, features], flat. */
  float[] newest(int count) {
    return from.values(index, last + 1 - count, count);
  }

  /**
   * Examples of a part, evenly over it.
   *
   * @param perStep whether each step is one
   * @param most so many at most
   */
  static List<Example> of(Sequences part, boolean perStep, int most) {
    long all = part.size();
    if (perStep) {
      all = 0;
      for (int i = 0; i < part.size(); i++) {
        all += part.length(i);
      }
    }
    int count = (int) Math.min(most, all);
    List<Example> examples = new ArrayList<>(count);
    int index = 0;
    long before = 0;
    for (int i = 0; i < count; i++) {
      long place = (long) ((i + 0.5) * all / count);
      if (perStep) {
        while (place >= before + part.length(index)) {
          before += part.length(index++);
        }
        examples.add(new Example(part, index, (int) (place - before)));
      } else {
        examples.add(new Example(part, (int) place, part.length((int) place) - 1));
      }
    }
    return examples;
  }
}
