package dev.unroll.source.climate;

import dev.unroll.data.Signal;
import java.util.List;

/** What a table's times give as features, each as sine and cosine. */
public enum Clock {
  /** Nothing. */
  NONE,
  /** The hour of the day. */
  DAY,
  /**
   * The hour of the day and the day of the year. With less than some years to train on, the day of
   * the year tells the training part from what comes after it, and little else.
   */
  DAY_AND_YEAR;

  /** The features, in order. */
  public List<Signal> signals() {
    Signal sinHour = new Signal("sin hour", "");
    Signal cosHour = new Signal("cos hour", "");
    return switch (this) {
      case NONE -> List.of();
      case DAY -> List.of(sinHour, cosHour);
      case DAY_AND_YEAR ->
          List.of(
              sinHour,
              cosHour,
              new Signal("sin day of year", ""),
              new Signal("cos day of year", ""));
    };
  }
}
