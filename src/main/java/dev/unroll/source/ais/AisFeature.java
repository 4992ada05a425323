package dev.unroll.source.ais;

import dev.unroll.data.Signal;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * What a step of a vessel's window tells. All but {@link #ABSOLUTE_POSITION} stay the same where
 * the whole track is moved or turned, so that neither the place nor the compass gives the type
 * away.
 */
public enum AisFeature {
  /** Speed over ground. */
  SPEED(new Column("speed", "kn", TrackWindow::speed)),
  /** Change of the speed over ground. */
  ACCELERATION(new Column("acceleration", "kn/min", TrackWindow::acceleration)),
  /** Change of the course since the step before, as sine and cosine. */
  COURSE_CHANGE(
      new Column("course_change_sin", "", (window, step) -> Math.sin(window.courseChange(step))),
      new Column("course_change_cos", "", (window, step) -> Math.cos(window.courseChange(step)))),
  /** Change of the course since the step before, to starboard positive. */
  TURN_RATE(new Column("turn_rate", "deg/min", TrackWindow::turnRate)),
  /** Course relative to the mean direction of the window, as sine and cosine. */
  RELATIVE_COURSE(
      new Column(
          "relative_course_sin", "", (window, step) -> Math.sin(window.relativeCourse(step))),
      new Column(
          "relative_course_cos", "", (window, step) -> Math.cos(window.relativeCourse(step)))),
  /** Speed that the positions tell. */
  POSITION_SPEED(new Column("position_speed", "kn", TrackWindow::positionSpeed)),
  /** Distance over way, from four steps before to four steps after: 1 on a straight line. */
  STRAIGHTNESS(new Column("straightness", "", TrackWindow::straightness)),
  /** Logarithm of the window's mean speed, the same at each step. */
  MEAN_SPEED(
      new Column("log_mean_speed", "log kn", (window, step) -> Math.log(window.meanSpeed() + 0.1))),
  /** Metres from the window's start, along and across its mean direction. */
  LOCAL_POSITION(
      new Column("along", "m", TrackWindow::along), new Column("across", "m", TrackWindow::across)),
  /** Latitude and longitude, which give the place away: to show what that would add. */
  ABSOLUTE_POSITION(
      new Column("latitude", "deg", TrackWindow::latitude),
      new Column("longitude", "deg", TrackWindow::longitude));

  /** A channel and how it is computed. */
  private record Column(String name, String unit, ToDoubleBiFunction<TrackWindow, Integer> value) {}

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of functions without state
  private final List<Column> columns;

  AisFeature(Column... columns) {
    this.columns = List.of(columns);
  }

  /** The channels that it adds to a step, in order. */
  public List<Signal> signals() {
    return columns.stream().map(column -> new Signal(column.name, column.unit)).toList();
  }

  /** The channels of several, in order. */
  static List<Signal> signals(List<AisFeature> features) {
    return features.stream().flatMap(feature -> feature.signals().stream()).toList();
  }

  /** A window's values, [steps, channels], flat. */
  static float[] values(List<AisFeature> features, TrackWindow window) {
    List<Column> columns = features.stream().flatMap(feature -> feature.columns.stream()).toList();
    float[] values = new float[window.steps() * columns.size()];
    int next = 0;
    for (int step = 0; step < window.steps(); step++) {
      for (Column column : columns) {
        values[next++] = (float) column.value.applyAsDouble(window, step);
      }
    }
    return values;
  }
}
