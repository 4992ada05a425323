package dev.unroll.evaluate;

import static dev.unroll.check.Check.that;

import com.google.common.primitives.Ints;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What was predicted of the sequences of a part, beside what is true of them: one row a sequence,
 * or one a step where steps are classified.
 */
public final class Outcomes {

  private static final float[] NONE = new float[0];

  private final Target target;
  private final String[] names;
  private final int[] groups;
  private final int[] firstRows;

  /** True class of each row; empty where numbers are predicted. */
  private final int[] classes;

  /** True numbers of each row; empty where classes are predicted. */
  private final float[] numbers;

  private final float[] values;

  /** Naive forecast of each sequence; empty where there is none. */
  private final float[] naive;

  private final TestUnits units;

  private Outcomes(
      Target target,
      String[] names,
      int[] groups,
      int[] firstRows,
      int[] classes,
      float[] numbers,
      float[] values,
      float[] naive,
      TestUnits units) {
    this.target = target;
    this.names = names;
    this.groups = groups;
    this.firstRows = firstRows;
    this.classes = classes;
    this.numbers = numbers;
    this.values = values;
    this.naive = naive;
    this.units = units;
  }

  /**
   * Those of a part.
   *
   * @param part whose truth is known
   * @param target what is predicted
   * @param grouping what a group is, in the singular, such as {@code subject}
   * @param values probabilities or numbers [rows, outputs], flat; not copied
   */
  public static Outcomes of(Sequences part, Target target, String grouping, float[] values) {
    int size = part.size();
    int[] firstRows = new int[size + 1];
    for (int i = 0; i < size; i++) {
      firstRows[i + 1] = firstRows[i] + target.rows(part.length(i));
    }
    int width = target.names().size();
    that(
        values.length == (long) firstRows[size] * width,
        "evaluation: expected %d outputs of each of %d rows, got %d in all",
        width,
        firstRows[size],
        values.length);
    int[] classes = IntStream.range(0, size).flatMap(i -> target.classes(part, i)).toArray();
    float[] numbers = target.isClasses() ? NONE : new float[values.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = part.number(i / width, i % width);
    }
    float[] naive = NONE;
    if (target.numbers().map(Target.Numbers::hasNaive).orElse(false)) {
      naive = new float[size];
      for (int i = 0; i < size; i++) {
        naive[i] = target.numbers().get().naiveForecast(part, i);
      }
    }
    return new Outcomes(
        target,
        IntStream.range(0, size).mapToObj(part::name).toArray(String[]::new),
        IntStream.range(0, size).map(part::group).toArray(),
        firstRows,
        classes,
        numbers,
        values,
        naive,
        TestUnits.of(part, grouping));
  }

  /** Collects those that a file has kept, sequence by sequence. */
  public static final class Kept {
    private final Target target;
    private final boolean naive;
    private final Optional<String> words;
    private final List<String> names = new ArrayList<>();
    private final List<Integer> groups = new ArrayList<>();
    private final List<Integer> units = new ArrayList<>();
    private final List<Integer> firstRows = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();
    private final List<float[]> numbers = new ArrayList<>();
    private final List<float[]> values = new ArrayList<>();
    private final List<Float> naives = new ArrayList<>();

    /**
     * Of none yet.
     *
     * @param naive whether there is a naive forecast
     * @param words what the units are, such as {@code 9 subjects}, where that is known
     */
    public Kept(Target target, boolean naive, Optional<String> words) {
      this.target = target;
      this.naive = naive;
      this.words = words;
    }

    /** Begins a sequence. */
    public void sequence(String name, int group, int unit) {
      names.add(name);
      groups.add(group);
      units.add(unit);
      firstRows.add(values.size());
    }

    /** A row of the sequence that was begun last, of a class. */
    public void row(int label, float[] probabilities) {
      classes.add(label);
      values.add(probabilities);
    }

    /** The row of the sequence that was begun last, of numbers. */
    public void row(float[] actual, float[] predicted, float naiveForecast) {
      numbers.add(actual);
      values.add(predicted);
      naives.add(naiveForecast);
    }

    /** All of them. */
    public Outcomes build() {
      firstRows.add(values.size());
      float[] forecasts = naive ? flat(naives.stream().map(v -> new float[] {v}).toList()) : NONE;
      return new Outcomes(
          target,
          names.toArray(String[]::new),
          ints(groups),
          ints(firstRows),
          ints(classes),
          flat(numbers),
          flat(values),
          forecasts,
          TestUnits.kept(ints(units), words));
    }

    private static int[] ints(List<Integer> list) {
      return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private static float[] flat(List<float[]> rows) {
      float[] all = new float[rows.stream().mapToInt(row -> row.length).sum()];
      int next = 0;
      for (float[] row : rows) {
        System.arraycopy(row, 0, all, next, row.length);
        next += row.length;
      }
      return all;
    }
  }

  /** What is predicted. */
  public Target target() {
    return target;
  }

  /** Number of sequences. */
  public int size() {
    return names.length;
  }

  /** Number of rows of all sequences. */
  public int rows() {
    return firstRows[size()];
  }

  /** The first row of a sequence; the row after the last where {@code sequence} is the size. */
  public int firstRow(int sequence) {
    return firstRows[sequence];
  }

  /** What the data call a sequence. */
  public String name(int sequence) {
    return names[sequence];
  }

  public int group(int sequence) {
    return groups[sequence];
  }

  /** What is drawn as a whole where they are resampled. */
  public TestUnits units() {
    return units;
  }

  /** A probability in [0, 1], or a number in its unit, as it was predicted. */
  public float value(int row, int output) {
    return values[row * target.names().size() + output];
  }

  /** The true class of a row, from 0. */
  public int label(int row) {
    return classes[row];
  }

  /** A true number of a row. */
  public float number(int row, int number) {
    return numbers[row * target.names().size() + number];
  }

  /** Whether there is a naive forecast. */
  public boolean hasNaive() {
    return naive.length > 0;
  }

  /** The naive forecast of each number of a sequence. */
  public float naive(int sequence) {
    return naive[sequence];
  }

  /** Whether what was predicted of a row is finite; else it is in no score. */
  public boolean isFinite(int row) {
    for (int k = 0; k < target.names().size(); k++) {
      if (!Float.isFinite(value(row, k))) {
        return false;
      }
    }
    return true;
  }

  /** The most probable class of a row, from 0; the first of those. */
  public int predicted(int row) {
    int best = 0;
    for (int k = 1; k < target.names().size(); k++) {
      best = value(row, k) > value(row, best) ? k : best;
    }
    return best;
  }

  /** Sequences of each group, in ascending order of the groups. */
  List<int[]> sequencesByGroup() {
    Map<Integer, List<Integer>> all = new TreeMap<>();
    for (int i = 0; i < size(); i++) {
      all.computeIfAbsent(groups[i], group -> new ArrayList<>()).add(i);
    }
    return all.values().stream().map(Ints::toArray).toList();
  }

  /**
   * Whether {@code other} is of the same sequences in the same order, by their names, groups and
   * what is true of them: whatever the signals are that they were predicted from.
   */
  public boolean ofSameSequences(Outcomes other) {
    return target.names().equals(other.target.names())
        && target.isClasses() == other.target.isClasses()
        && Arrays.equals(names, other.names)
        && Arrays.equals(groups, other.groups)
        && Arrays.equals(firstRows, other.firstRows)
        && Arrays.equals(classes, other.classes)
        && Arrays.equals(numbers, other.numbers);
  }

  /**
   * What the data call a group: the name that all its sequences share, or what their names begin
   * with before a slash; else its number.
   */
  public String groupName(int group) {
    return groupName(IntStream.range(0, size()).filter(i -> groups[i] == group).toArray());
  }

  /** That of the group of these sequences. */
  String groupName(int[] sequences) {
    Set<String> found = new HashSet<>();
    for (int i = 0; i < sequences.length && found.size() < 2; i++) {
      String whole = names[sequences[i]].replaceFirst("@\\d+$", "");
      int slash = whole.indexOf('/');
      found.add(slash > 0 ? whole.substring(0, slash) : whole);
    }
    String name = found.iterator().next();
    return found.size() == 1 && !name.matches("\\d+")
        ? name
        : Integer.toString(groups[sequences[0]]);
  }
}
