package dev.unroll.data;

import java.util.Arrays;
import java.util.List;

/** What data call their sequences. */
final class SequenceNames {

  /** As a first step: the sequence is all of what its name is of. */
  static final int WHOLE = -1;

  private final String[] names;
  private final int[] firstSteps;

  /**
   * @param names of sequences, or of what they are windows of
   * @param firstSteps where each begins in that, or {@link #WHOLE}
   */
  SequenceNames(String[] names, int[] firstSteps) {
    this.names = names;
    this.firstSteps = firstSteps;
  }

  /** {@code r3}, or {@code r3@100} for the window of it from step 100 on. */
  String of(int index) {
    return firstSteps[index] == WHOLE ? names[index] : names[index] + "@" + firstSteps[index];
  }

  static SequenceNames together(List<SequenceNames> parts) {
    return new SequenceNames(
        parts.stream().flatMap(part -> Arrays.stream(part.names)).toArray(String[]::new),
        parts.stream().flatMapToInt(part -> Arrays.stream(part.firstSteps)).toArray());
  }

  SequenceNames select(int[] indices) {
    return new SequenceNames(
        Arrays.stream(indices).mapToObj(i -> names[i]).toArray(String[]::new),
        Arrays.stream(indices).map(i -> firstSteps[i]).toArray());
  }
}
