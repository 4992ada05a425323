package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.recipe.Recipes;
import dev.unroll.train.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A learning rate beside the ones at which the loss falls and breaks. */
final class LearningRate implements ProbeCheck {

  /** A rate above this share of the one that diverges is too high. */
  private static final double TOO_HIGH = 0.5;

  /** A rate so many times the one at which the loss falls is too high where nothing is learnt. */
  private static final double FAR_ABOVE = 5;

  /** A rate so many times smaller than the one at which the loss falls is too low. */
  private static final double TOO_LOW = 30;

  /** A short training is mended by more steps first. */
  private static final int SHORT = 200;

  private static final double FAR_TOO_LOW = 100;

  /**
   * Steps at the rate of the fall that all of a training must amount to, so that many small steps
   * are no fault.
   */
  private static final double LEAST_EQUIVALENT = 300;

  /** A rate is set so many times below the one that breaks, at least. */
  private static final double BELOW_BREAK = 10;

  /** Momentum that goes on for a hundred steps or more. */
  private static final double LONG_MOMENTUM = 0.99;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.LEARNING_RATE);
  }

  @Override
  public Examined of(Lab lab) {
    RateRange range = lab.range();
    double rate = lab.recipe().training().learningRate();
    double falls = range.falls().orElse(Double.NaN);
    double breaks = range.breaks().orElse(Double.POSITIVE_INFINITY);
    long steps = lab.recipeSteps(lab.recipe());
    List<Finding> findings = new ArrayList<>();
    if (rate > TOO_HIGH * breaks) {
      double below = breaks / BELOW_BREAK;
      findings.add(
          bestMend(lab, tooHigh(lab, range, Double.isNaN(falls) ? below : Math.min(falls, below))));
    } else if (rate > FAR_ABOVE * falls && !lab.learns() && lab.affordsACourse()) {
      Finding finding = tooHigh(lab, range, falls);
      Course slower =
          lab.train(
              lab.plan(
                  Recipes.with(lab.recipe(), finding.mend().orElseThrow().settings()),
                  lab.steps()));
      if (lab.learnt(slower)) {
        findings.add(bestMend(lab, finding));
      }
    } else if (rate < falls / (steps < SHORT ? FAR_TOO_LOW : TOO_LOW)
        && rate / falls * steps < LEAST_EQUIVALENT) {
      findings.add(
          Finding.of(
              Kind.LEARNING_RATE,
              Level.SUSPECT,
              words(range)
                  + "; the recipe has "
                  + Figures.of(rate)
                  + ", so that all of its "
                  + steps
                  + " steps go as far as "
                  + Figures.of(rate / falls * steps)
                  + " at that rate",
              "each step is too small to arrive",
              Mend.set("training.learningRate", Figures.oneDigit(falls))));
    }
    findings.addAll(longMomentum(lab));
    return new Examined(findings, List.of(picture(range, rate)));
  }

  private static Finding tooHigh(Lab lab, RateRange range, double better) {
    return Finding.of(
        Kind.LEARNING_RATE,
        lab.asItIs().finite() ? Level.SUSPECT : Level.FAULT,
        words(range) + "; the recipe has " + Figures.of(lab.recipe().training().learningRate()),
        "each step overshoots",
        Mend.set("training.learningRate", Figures.oneDigit(better)));
  }

  /** Gradients that leap make a rate too high; where they are not clipped, that is tried too. */
  private static Finding bestMend(Lab lab, Finding finding) {
    if (lab.recipe().training().clipNorm() > 0) {
      return finding;
    }
    Mend slower = finding.mend().orElseThrow();
    Mend clip = Mend.set("training.clipNorm", 1);
    return lab.best(List.of(slower, clip)).equals(clip)
        ? Finding.of(
            finding.kind(),
            finding.level(),
            finding.evidence(),
            "each step overshoots; those of leaping gradients do",
            clip)
        : finding;
  }

  private static String words(RateRange range) {
    List<String> words = new ArrayList<>();
    range
        .falls()
        .ifPresent(rate -> words.add("falls clearly from a rate of " + Figures.of(rate) + " on"));
    range.breaks().ifPresent(rate -> words.add("breaks at " + Figures.of(rate)));
    return "the loss " + String.join(" and ", words);
  }

  private static List<Finding> longMomentum(Lab lab) {
    Optimizer optimizer = lab.recipe().training().optimizer();
    double momentum = 0;
    String setting = "training.optimizer.momentum";
    if (optimizer instanceof Optimizer.Momentum plain) {
      momentum = plain.momentum();
    } else if (optimizer instanceof Optimizer.RmsProp rms) {
      momentum = rms.momentum();
    } else if (optimizer instanceof Optimizer.Adam adam) {
      momentum = adam.beta1();
      setting = "training.optimizer.beta1";
    } else if (optimizer instanceof Optimizer.AdamW adam) {
      momentum = adam.beta1();
      setting = "training.optimizer.beta1";
    }
    if (momentum < LONG_MOMENTUM) {
      return List.of();
    }
    return List.of(
        Finding.of(
            Kind.LEARNING_RATE,
            Level.SUSPECT,
            "with a momentum of "
                + Figures.of(momentum)
                + " a gradient moves the weights for the next "
                + Figures.of(Math.rint(1 / (1 - momentum)))
                + " steps; training has "
                + lab.recipeSteps(lab.recipe()),
            "steps add up and overshoot, or go where the gradient pointed long ago",
            Mend.set(setting, 0.9)));
  }

  private static Picture picture(RateRange range, double rate) {
    Map<String, Picture.Line> lines = new LinkedHashMap<>();
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 0; i < range.lines().size(); i++) {
      List<Double> losses = range.lines().get(i).losses();
      int shown = losses.size();
      while (shown > 1 && losses.get(shown - 1) >= Double.MAX_VALUE) {
        shown--;
      }
      lines.put(
          i == 0 ? "loss" : "loss, other batches",
          new Picture.Line(
              range.lines().get(i).rates().subList(0, shown), losses.subList(0, shown)));
      for (double loss : losses.subList(0, shown)) {
        least = Math.min(least, loss);
        most = Math.max(most, loss);
      }
    }
    lines.put("the recipe's rate", new Picture.Line(List.of(rate, rate), List.of(least, most)));
    return new Picture.Lines(
        "Loss while the learning rate grows", "learning rate", "smoothed loss", true, false, lines);
  }
}
