package dev.unroll.internal.doctor.probe;

import dev.unroll.graph.Weights;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.NotFinite;
import dev.unroll.train.ProbeReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a short training went.
 *
 * @param model that was trained
 * @param losses before each step, penalty included; the last is not finite where it broke off
 * @param scores of each step's batch before the step
 * @param gradientNorms of each step, before clipping; empty where nothing looked inside
 * @param rates learning rate of each step
 * @param reports of what was looked at inside
 * @param notFinite why it broke off, where it did
 * @param weights after the last step, the optimizer's too
 * @param seconds that its steps took
 */
public record Course(
    ModelSpec model,
    List<Double> losses,
    List<Double> scores,
    List<Double> gradientNorms,
    List<Double> rates,
    List<ProbeReport> reports,
    Optional<NotFinite> notFinite,
    Weights weights,
    double seconds) {

  private static final int DISPLAYS = 60;

  /** Fewer are as noisy as their batches. */
  private static final int STEPS_OF_A_DISPLAY = 5;

  public Course {
    losses = List.copyOf(losses);
    scores = List.copyOf(scores);
    gradientNorms = List.copyOf(gradientNorms);
    rates = List.copyOf(rates);
    reports = List.copyOf(reports);
  }

  /** Steps that were taken. */
  public int steps() {
    return losses.size();
  }

  /** Whether it came to its end with finite numbers. */
  public boolean finite() {
    return notFinite.isEmpty() && weights.allFinite();
  }

  /** Mean of the losses of some steps. */
  public double loss(int from, int to) {
    return Figures.mean(losses.subList(Math.max(0, from), Math.min(to, losses.size())));
  }

  /** The losses as a run's metrics have them, a number a display, each the mean of some steps. */
  public Map<String, double[]> curves() {
    int count = Math.min(DISPLAYS, steps() / STEPS_OF_A_DISPLAY);
    Map<String, double[]> curves = new LinkedHashMap<>();
    for (String name : List.of("step", "loss")) {
      curves.put(name, new double[count]);
    }
    for (int i = 0; i < count; i++) {
      int from = i * steps() / count;
      int to = (i + 1) * steps() / count;
      curves.get("step")[i] = to - 1;
      curves.get("loss")[i] = loss(from, to);
    }
    return curves;
  }
}
