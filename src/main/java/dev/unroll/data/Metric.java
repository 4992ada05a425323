package dev.unroll.data;

/**
 * What is shown of a training beside its loss.
 *
 * @param name as written in files and tables, such as {@code accuracy} or {@code mae}
 * @param unit of a number; empty for a share
 */
public record Metric(String name, String unit) {

  /** Share of right predictions. */
  public static final Metric ACCURACY = new Metric("accuracy", "");

  /** Whether it is a share in [0, 1], the more the better. */
  public boolean share() {
    return this.equals(ACCURACY);
  }
}
