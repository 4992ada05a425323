package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The loss over learning rates that grow from step to step (L. Smith, "Cyclical Learning Rates for
 * Training Neural Networks", 2017), with the recipe's optimizer and clipping.
 */
final class LearningRate implements ProbeCheck {

  private static final double LEAST = 1e-6;
  private static final double MOST = 1;

  /** A loss that is so many times the least has diverged. */
  private static final double DIVERGED = 4;

  /** Weight of what came before in the smoothed loss. */
  private static final double SMOOTHING = 0.9;

  /** A rate above this share of the one that diverges is too high. */
  private static final double TOO_HIGH = 0.5;

  /** A rate so many times smaller than the one at which the loss falls fastest is too low. */
  private static final double TOO_LOW = 30;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.LEARNING_RATE);
  }

  @Override
  public Examined of(Lab lab) {
    Recipe recipe = lab.patient().recipe();
    Recipe ramp =
        Recipes.with(
            recipe,
            List.of(
                "training.learningRate=" + LEAST,
                "training.schedule={type: exponential, last: " + MOST / LEAST + "}"));
    Course course = lab.train(ramp, Math.max(50, lab.steps() / 2), Optional.empty());
    List<Double> rates = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    double mean = 0;
    double least = Double.POSITIVE_INFINITY;
    double steepest = 0;
    double best = Double.NaN;
    double breaks = Double.POSITIVE_INFINITY;
    for (int i = 0; i < course.losses().size(); i++) {
      double loss = course.losses().get(i);
      if (!Double.isFinite(loss)) {
        breaks = rates.get(rates.size() - 1);
        break;
      }
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
      double smooth = mean / (1 - Math.pow(SMOOTHING, i + 1));
      rates.add(course.rates().get(i));
      losses.add(smooth);
      least = Math.min(least, smooth);
      if (i > 0 && losses.get(i - 1) - smooth > steepest) {
        steepest = losses.get(i - 1) - smooth;
        best = course.rates().get(i);
      }
      if (smooth > DIVERGED * least) {
        breaks = course.rates().get(i);
        break;
      }
    }
    Picture picture =
        new Picture.Lines(
            "Loss while the learning rate grows",
            "learning rate",
            "smoothed loss",
            true,
            false,
            Map.of("loss", new Picture.Line(rates, losses)));
    double rate = recipe.training().learningRate();
    List<Finding> findings = new ArrayList<>();
    if (rate > TOO_HIGH * breaks) {
      findings.add(
          Finding.of(
              Kind.LEARNING_RATE,
              Level.SUSPECT,
              String.format(
                  Locale.ROOT,
                  "the loss falls fastest at a rate of %.1g and breaks at %.1g; the recipe has %s",
                  best,
                  breaks,
                  rate),
              "each step overshoots",
              Mend.set("training.learningRate", round(best))));
    } else if (rate < best / TOO_LOW) {
      findings.add(
          Finding.of(
              Kind.LEARNING_RATE,
              Level.SUSPECT,
              String.format(
                  Locale.ROOT,
                  "the loss falls fastest at a rate of %.1g; the recipe has %s",
                  best,
                  rate),
              "each step is too small to arrive",
              Mend.set("training.learningRate", round(best))));
    }
    return new Examined(findings, List.of(picture));
  }

  private static double round(double rate) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.0e", rate));
  }
}
