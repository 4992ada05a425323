package dev.unroll.data;

import java.util.Arrays;

/** What is true of each sequence of a set and a model is to predict. */
public sealed interface Truth {

  /** Sequences that it tells about; -1 where it is told by the step. */
  int size();

  /** That of the sequences at {@code indices}. */
  Truth select(int[] indices);

  /** One class a sequence. */
  final class Labels implements Truth {
    private final int[] labels;

    Labels(int[] labels) {
      this.labels = labels;
    }

    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Labels select(int[] indices) {
      return new Labels(Arrays.stream(indices).map(i -> labels[i]).toArray());
    }

    int of(int index) {
      return labels[index];
    }

    int[] all() {
      return labels.clone();
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
    public int size() {
      return -1;
    }

    @Override
    public StepLabels select(int[] indices) {
      return this;
    }

    int of(long step) {
      return labels[Math.toIntExact(step)];
    }

    int steps() {
      return labels.length;
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
      this.numbers = numbers;
      this.width = width;
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

    int width() {
      return width;
    }

    float of(int index, int number) {
      return numbers[index * width + number];
    }
  }
}
