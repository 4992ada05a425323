package dev.unroll.data;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What is true of each sequence of a set and a model is to predict. */
public sealed interface Truth {

  /** What kind of thing it tells. */
  Target.Kind kind();

  /** Sequences that it tells about, or steps of the values where it is told by the step. */
  int size();

  /** That of the sequences at {@code indices}. */
  Truth select(int[] indices);

  /** Whether it can be that of a target of {@code outputs} classes or numbers. */
  boolean fits(int outputs);

  /** That of all of {@code parts}, which are selections of one truth, one after the other. */
  static Truth together(List<Truth> parts) {
    Truth first = parts.get(0);
    if (first instanceof Labels) {
      return new Labels(
          parts.stream().flatMapToInt(p -> Arrays.stream(((Labels) p).labels)).toArray());
    }
    if (first instanceof Numbers one) {
      float[][] all = parts.stream().map(p -> ((Numbers) p).numbers).toArray(float[][]::new);
      return new Numbers(Floats.concat(all), one.width);
    }
    return first;
  }

  /**
   * What is true of a sequence, as 32-bit words.
   *
   * @param index of the sequence
   * @param firstStep of the sequence, counted from the beginning of all values
   * @param steps of the sequence
   */
  IntStream words(int index, long firstStep, int steps);

  /** The class of a sequence, from 0, or {@link Sequences#UNLABELLED}. */
  default int label(int index) {
    throw failure("sequences: they have no class of their own");
  }

  /**
   * The class of a step, from 0.
   *
   * @param step counted from the beginning of all values
   */
  default int stepLabel(long step) {
    throw failure("sequences: their steps have no classes");
  }

  /** A number to predict of a sequence. */
  default float number(int index, int number) {
    throw failure("sequences: they have no numbers to predict");
  }

  /** One class a sequence. */
  final class Labels implements Truth {
    private final int[] labels;

    Labels(int[] labels) {
      this.labels = labels;
    }

    @Override
    public Target.Kind kind() {
      return Target.Kind.ONE_CLASS;
    }

    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Labels select(int[] indices) {
      return new Labels(Arrays.stream(indices).map(i -> labels[i]).toArray());
    }

    @Override
    public boolean fits(int outputs) {
      return Arrays.stream(labels).allMatch(label -> label >= 0 && label < outputs);
    }

    @Override
    public IntStream words(int index, long firstStep, int steps) {
      return IntStream.of(labels[index]);
    }

    @Override
    public int label(int index) {
      return labels[index];
    }
  }

  /** One class a step, in the order of the values. */
  final class StepLabels implements Truth {
    private final int[] labels;

    /**
     * @param labels from 0, one for each step of the values that sequences are taken from
     */
    StepLabels(int[] labels) {
      this.labels = labels;
    }

    @Override
    public Target.Kind kind() {
      return Target.Kind.CLASS_PER_STEP;
    }

    @Override
    public int size() {
      return labels.length;
    }

    /** The same: a selection of sequences keeps their places in the values. */
    @Override
    public StepLabels select(int[] indices) {
      return this;
    }

    @Override
    public boolean fits(int outputs) {
      return Arrays.stream(labels).allMatch(label -> label >= 0 && label < outputs);
    }

    @Override
    public IntStream words(int index, long firstStep, int steps) {
      return IntStream.range(0, steps).map(step -> stepLabel(firstStep + step));
    }

    @Override
    public int stepLabel(long step) {
      return labels[Math.toIntExact(step)];
    }
  }

  /** Some numbers a sequence. */
  final class Numbers implements Truth {
    private final float[] numbers;
    private final int width;

    /**
     * @param numbers [sequences, width], flat
     * @param width numbers of a sequence, 1 or more
     */
    Numbers(float[] numbers, int width) {
      that(
          numbers.length % width == 0,
          "sequences: expected %d numbers to predict of each, got %d in all",
          width,
          numbers.length);
      this.numbers = numbers;
      this.width = width;
    }

    @Override
    public Target.Kind kind() {
      return Target.Kind.NUMBERS;
    }

    @Override
    public int size() {
      return numbers.length / width;
    }

    @Override
    public Numbers select(int[] indices) {
      float[] selected = new float[indices.length * width];
      for (int i = 0; i < indices.length; i++) {
        System.arraycopy(numbers, indices[i] * width, selected, i * width, width);
      }
      return new Numbers(selected, width);
    }

    @Override
    public boolean fits(int outputs) {
      return width == outputs;
    }

    @Override
    public IntStream words(int index, long firstStep, int steps) {
      return IntStream.range(0, width)
          .map(number -> Float.floatToRawIntBits(number(index, number)));
    }

    @Override
    public float number(int index, int number) {
      that(
          number >= 0 && number < width,
          "sequence %d has %d numbers to predict: it has no number %d",
          index,
          width,
          number);
      return numbers[index * width + number];
    }
  }
}
