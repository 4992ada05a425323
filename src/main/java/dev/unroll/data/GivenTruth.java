package dev.unroll.data;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import dev.unroll.check.Check;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is true of sequences, as arrays told it, before its classes have their final numbers. */
sealed interface GivenTruth {

  /** What it is to predict, as far as the arrays tell. */
  Target target();

  /**
   * The truth of the sequences, as {@code target} numbers classes.
   *
   * @param who begins messages, such as {@code dataset 'x', test part}
   */
  Truth truth(Target target, String who);

  /** A target of classes, in alphabetical order or that of their numbers. */
  private static Target ofClasses(boolean perStep, List<String> names) {
    return perStep ? new Target.ClassPerStep(names) : new Target.OneClass(names);
  }

  private static Truth ofLabels(boolean perStep, int[][] labels) {
    int[] flat = Ints.concat(labels);
    return perStep ? new Truth.StepLabels(flat) : new Truth.Labels(flat);
  }

  private static String place(boolean perStep, int sequence, int step) {
    return perStep ? "sequence " + sequence + ", step " + step : "sequence " + sequence;
  }

  /** Classes by number. */
  final class Labels implements GivenTruth {
    private final boolean perStep;
    private final int[][] labels;

    /**
     * @param given [sequences, 1] or [sequences, steps]
     */
    Labels(boolean perStep, int[][] given) {
      this.perStep = perStep;
      this.labels = Arrays.stream(given).map(int[]::clone).toArray(int[][]::new);
      for (int i = 0; i < labels.length; i++) {
        for (int step = 0; step < labels[i].length; step++) {
          that(
              labels[i][step] >= 0,
              "%s: expected a class from 0 on, got %d",
              place(perStep, i, step),
              labels[i][step]);
        }
      }
    }

    @Override
    public Target target() {
      int most = Arrays.stream(labels).flatMapToInt(Arrays::stream).max().orElse(-1);
      // One beyond any is enough to say which numbers lack sequences.
      that(most < 1 << 20, "expected classes from 0 on without gaps, got class %d", most);
      return ofClasses(
          perStep, IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList());
    }

    @Override
    public Truth truth(Target target, String who) {
      int classes = target.names().size();
      for (int i = 0; i < labels.length; i++) {
        for (int step = 0; step < labels[i].length; step++) {
          that(
              labels[i][step] < classes,
              "%s: %s: expected a class from 0 to %d, got %d",
              who,
              place(perStep, i, step),
              classes - 1,
              labels[i][step]);
        }
      }
      return ofLabels(perStep, labels);
    }
  }

  /** Classes by name. */
  final class Names implements GivenTruth {
    private final boolean perStep;
    private final String[][] names;

    /**
     * @param given [sequences, 1] or [sequences, steps]
     */
    Names(boolean perStep, String[][] given) {
      this.perStep = perStep;
      this.names = Arrays.stream(given).map(String[]::clone).toArray(String[][]::new);
      for (int i = 0; i < names.length; i++) {
        for (int step = 0; step < names[i].length; step++) {
          present(place(perStep, i, step) + ": class", names[i][step]);
        }
      }
    }

    @Override
    public Target target() {
      return ofClasses(
          perStep, List.copyOf(new TreeSet<>(Arrays.stream(names).flatMap(Stream::of).toList())));
    }

    @Override
    public Truth truth(Target target, String who) {
      int[][] labels = new int[names.length][];
      for (int i = 0; i < names.length; i++) {
        labels[i] = new int[names[i].length];
        for (int step = 0; step < names[i].length; step++) {
          int label = target.names().indexOf(names[i][step]);
          if (label < 0) {
            throw failure(
                "%s: %s: unknown class '%s'; known are %s%s",
                who,
                place(perStep, i, step),
                names[i][step],
                String.join(", ", target.names()),
                Check.didYouMean(names[i][step], target.names()));
          }
          labels[i][step] = label;
        }
      }
      return ofLabels(perStep, labels);
    }
  }

  /** Numbers to predict. */
  final class Numbers implements GivenTruth {
    private final float[][] numbers;

    /**
     * @param given [sequences, numbers]
     */
    Numbers(float[][] given) {
      this.numbers = Arrays.stream(given).map(float[]::clone).toArray(float[][]::new);
      for (int i = 0; i < numbers.length; i++) {
        that(
            numbers[i].length > 0 && numbers[i].length == numbers[0].length,
            "sequence %d: expected %s, got %d",
            i,
            i == 0
                ? "one number to predict or more"
                : numbers[0].length + " numbers to predict, as of sequence 0",
            numbers[i].length);
        for (int k = 0; k < numbers[i].length; k++) {
          that(
              Float.isFinite(numbers[i][k]),
              "sequence %d: number %d to predict: expected a finite number, got %s",
              i,
              k,
              numbers[i][k]);
        }
      }
    }

    @Override
    public Target target() {
      return new Target.Numbers(
          IntStream.range(0, numbers[0].length)
              .mapToObj(number -> new Signal("y" + number, ""))
              .toList(),
          Target.Numbers.NO_NAIVE);
    }

    @Override
    public Truth truth(Target target, String who) {
      int width = target.names().size();
      that(
          numbers[0].length == width,
          "%s: expected %d numbers to predict of each sequence, got %d",
          who,
          width,
          numbers[0].length);
      return new Truth.Numbers(Floats.concat(numbers), width);
    }
  }
}
