package dev.unroll.source.climate;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Signal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Which columns of a table are features, which are angles and which is to be predicted. */
final class ClimateFeatures {

  private final int[] columns;
  private final boolean[] angles;
  private final List<Signal> signals;
  private final int targetIndex;

  private ClimateFeatures(int[] columns, boolean[] angles, List<Signal> signals, int targetIndex) {
    this.columns = columns;
    this.angles = angles;
    this.signals = List.copyOf(signals);
    this.targetIndex = targetIndex;
  }

  /**
   * Chooses as the settings say.
   *
   * @param measurements which of some columns hold measurements
   */
  static ClimateFeatures choose(
      ClimateHeader header, Climate settings, UnaryOperator<List<Integer>> measurements) {
    List<Integer> columns = columns(header, settings, measurements);
    List<Integer> angles = angles(header, settings, columns);
    int target = header.need("target", settings.target());
    that(
        columns.contains(target) && !angles.contains(target),
        "%s: target '%s' must be a feature and no angle; add it to columns or take it from angles",
        header.where(),
        settings.target());
    List<Signal> signals = new ArrayList<>();
    int targetIndex = -1;
    boolean[] isAngle = new boolean[columns.size()];
    for (int i = 0; i < isAngle.length; i++) {
      int column = columns.get(i);
      Signal signal = header.columns().get(column);
      isAngle[i] = angles.contains(column);
      if (column == target) {
        targetIndex = signals.size();
      }
      if (isAngle[i]) {
        signals.add(new Signal("sin " + signal.name(), ""));
        signals.add(new Signal("cos " + signal.name(), ""));
      } else {
        signals.add(signal);
      }
    }
    int[] indices = columns.stream().mapToInt(Integer::intValue).toArray();
    return new ClimateFeatures(indices, isAngle, signals, targetIndex);
  }

  private static List<Integer> columns(
      ClimateHeader header, Climate settings, UnaryOperator<List<Integer>> measurements) {
    List<Integer> columns = new ArrayList<>();
    if (!settings.columns().isEmpty()) {
      for (String name : settings.columns()) {
        int column = header.need("columns", name);
        that(!columns.contains(column), "climate: columns: '%s' is there twice", name);
        columns.add(column);
      }
      return columns;
    }
    if (ClimateHeader.JENA.stream().allMatch(signal -> header.find(signal.name()) >= 0)) {
      ClimateHeader.JENA.forEach(signal -> columns.add(header.find(signal.name())));
      return columns;
    }
    int target = header.need("target", settings.target());
    for (int i = 0; i < header.columns().size(); i++) {
      if (!header.times().contains(i) && i != target) {
        columns.add(i);
      }
    }
    List<Integer> measured = new ArrayList<>(measurements.apply(columns));
    measured.add(target); // whatever it looks like
    Collections.sort(measured);
    return measured;
  }

  private static List<Integer> angles(
      ClimateHeader header, Climate settings, List<Integer> columns) {
    List<Integer> angles = new ArrayList<>();
    for (String name : settings.angles()) {
      boolean byDefault = settings.angles().equals(Climate.DEFAULT_ANGLES);
      int column = byDefault ? header.find(name) : header.need("angles", name);
      that(
          byDefault || columns.contains(column),
          "climate: angles: '%s' is no feature; add it to columns",
          name);
      angles.add(column);
    }
    return angles;
  }

  /** What each feature is, but for those of the clock. */
  List<Signal> signals() {
    return signals;
  }

  /** Index of the feature to predict. */
  int targetIndex() {
    return targetIndex;
  }

  Signal target() {
    return signals.get(targetIndex);
  }

  /** Columns of the file that are read. */
  int columnCount() {
    return columns.length;
  }

  /** The index in the file of the column {@code i} of those that are read. */
  int column(int i) {
    return columns[i];
  }

  /** Writes the feature or, of an angle, the two of column {@code i}; returns where the next go. */
  int put(int i, float value, float[] target, int at) {
    if (!angles[i]) {
      target[at] = value;
      return at + 1;
    }
    ClimateClock.putCircle(StrictMath.toRadians(value), target, at);
    return at + 2;
  }
}
