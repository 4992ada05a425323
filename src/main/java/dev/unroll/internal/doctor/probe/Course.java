package dev.unroll.internal.doctor.probe;

import dev.unroll.graph.Weights;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.ProbeReport;
import java.util.List;

/**
 * How a short training went.
 *
 * @param model that was trained
 * @param losses before each step, penalty included; it ends early where one is no longer finite
 * @param rates learning rate of each step
 * @param reports of what was looked at inside
 * @param weights after the last step
 * @param seconds that it took
 */
public record Course(
    ModelSpec model,
    List<Double> losses,
    List<Double> rates,
    List<ProbeReport> reports,
    Weights weights,
    double seconds) {

  public Course {
    losses = List.copyOf(losses);
    rates = List.copyOf(rates);
    reports = List.copyOf(reports);
  }

  /** Whether it came to its end with finite numbers. */
  public boolean finite() {
    return !losses.isEmpty()
        && Double.isFinite(losses.get(losses.size() - 1))
        && weights.allFinite();
  }
}
