package dev.unroll.model;

import java.util.List;
import java.util.stream.IntStream;

/** Class probabilities of some sequences. */
public final class Predictions {

  private final List<String> classNames;
  private final float[] probabilities;

  /**
   * @param classNames name of each class
   * @param probabilities [sequences, classes], flat; not copied
   */
  public Predictions(List<String> classNames, float[] probabilities) {
    this.classNames = List.copyOf(classNames);
    this.probabilities = probabilities;
  }

  /** Number of sequences. */
  public int size() {
    return probabilities.length / classNames.size();
  }

  public List<String> classNames() {
    return classNames;
  }

  /** The probability, in [0, 1], that sequence {@code index} is of class {@code classIndex}. */
  public float probability(int index, int classIndex) {
    return probabilities[index * classNames.size() + classIndex];
  }

  /** The most probable class of a sequence, from 0. */
  public int classIndex(int index) {
    int best = 0;
    for (int k = 1; k < classNames.size(); k++) {
      if (probability(index, k) > probability(index, best)) {
        best = k;
      }
    }
    return best;
  }

  /** The name of the most probable class of a sequence. */
  public String className(int index) {
    return classNames.get(classIndex(index));
  }

  /** The most probable class of every sequence, from 0. */
  public int[] classIndices() {
    return IntStream.range(0, size()).map(this::classIndex).toArray();
  }
}
