package dev.unroll.doctor;

import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.recipe.Recipe;
import dev.unroll.train.Probe;
import dev.unroll.train.ProbeReport;
import dev.unroll.train.TrainingListener;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Looks at a training as it goes and says once, at the step where it is seen, what goes wrong. It
 * needs a training with {@link #probe}. For one training; not for several threads.
 */
public final class Watch implements TrainingListener {

  /** Steps from one look to the next: what a look costs is lost among so many. */
  private static final int EVERY = 100;

  /** Looks before anything is said of sizes. */
  private static final int LOOKS = 5;

  /** A gradient so many times the usual one. */
  private static final double TIMES_THE_MEDIAN = 100;

  /** The usual gradient, in times the bound that it is cut to. */
  private static final double TIMES_THE_BOUND = 10;

  /** Shares of a variable that a step may move it by (TheDeepChecker, DeepDiagnosis). */
  private static final double LEAST_UPDATE = 1e-5;

  private static final double MOST_UPDATE = 0.1;

  /** A layer that gives so many zeros is dead, whatever activation it has. */
  private static final double DEAD = 0.99;

  /** A recurrent layer of which so many outputs are at the ends of tanh. */
  private static final double SATURATED = 0.9;

  /** A loss that had fallen to this share of the first and then rose to so many times that. */
  private static final double HAD_LEARNT = 0.5;

  private static final double TIMES_THE_LEAST = 3;

  /** Share of the full learning rate below which sizes say nothing. */
  private static final double LEAST_RATE = 0.5;

  private final Recipe recipe;
  private final BiConsumer<Long, Finding> say;
  private final Set<Kind> said = EnumSet.noneOf(Kind.class);
  private final List<Double> norms = new ArrayList<>();
  private final List<Double> losses = new ArrayList<>();
  private double rate = Double.POSITIVE_INFINITY;
  private int largeUpdates;
  private int smallUpdates;
  private int deadLooks;
  private int saturatedLooks;

  /**
   * A watch of a training.
   *
   * @param say takes the step and what was seen there
   */
  public Watch(Recipe recipe, BiConsumer<Long, Finding> say) {
    this.recipe = recipe;
    this.say = say;
  }

  /** What a watched training has to be looked into by. */
  public static Probe probe() {
    return new Probe(
        EVERY, Set.of(Probe.Watch.GRADIENTS, Probe.Watch.UPDATES, Probe.Watch.LAYERS), List.of());
  }

  @Override
  public void progressed(Progress progress) {
    rate = progress.learningRate();
    losses.add(progress.loss());
    int count = losses.size();
    if (count < 4) {
      return;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i + 2 < count; i++) {
      least = Math.min(least, median(losses.subList(i - 1, i + 2)));
    }
    double now = median(losses.subList(count - 3, count));
    double first = losses.get(0);
    if (now > TIMES_THE_LEAST * (least < HAD_LEARNT * first ? least : first)) {
      say(
          progress.step(),
          Kind.FELL_OFF,
          Level.SUSPECT,
          text("the loss was %.3g and is %.3g", Math.min(first, least), now),
          clip());
    }
  }

  @Override
  public void probed(ProbeReport report) {
    boolean full = rate >= LEAST_RATE * recipe.training().learningRate();
    report.gradientNorm().ifPresent(norm -> gradient(report.step(), norm));
    if (full) {
      updates(report);
    }
    layers(report);
  }

  private void gradient(long step, double norm) {
    norms.add(norm);
    if (norms.size() <= LOOKS) {
      return;
    }
    double usual = median(norms);
    double bound = recipe.training().clipNorm();
    if (bound == 0 && norm > TIMES_THE_MEDIAN * usual) {
      say(
          step,
          Kind.GRADIENT_SIZE,
          Level.SUSPECT,
          text("the gradients' norm is %.3g, usually %.3g", norm, usual),
          Mend.set("training.clipNorm", 1));
    }
    if (bound > 0 && usual > TIMES_THE_BOUND * bound) {
      say(
          step,
          Kind.GRADIENT_SIZE,
          Level.SUSPECT,
          text(
              "the gradients' norm is %.3g as a rule, and training.clipNorm cuts it to %s",
              usual, bound),
          bound < 1
              ? Mend.set("training.clipNorm", 1)
              : Mend.set("training.learningRate", recipe.training().learningRate() / 10));
    }
  }

  private void updates(ProbeReport report) {
    int counted = 0;
    int large = 0;
    int small = 0;
    for (Map.Entry<String, ProbeReport.OfVariable> entry : report.variables().entrySet()) {
      OptionalDouble ratio = entry.getValue().updateRatio();
      // What begins with zeros has no share to be moved by.
      if (ratio.isPresent() && ratio.getAsDouble() > 0 && !entry.getKey().endsWith("bias")) {
        counted++;
        large += ratio.getAsDouble() > MOST_UPDATE ? 1 : 0;
        small += ratio.getAsDouble() < LEAST_UPDATE ? 1 : 0;
      }
    }
    boolean begun = report.step() > 0;
    largeUpdates = begun && counted > 0 && 2 * large >= counted ? largeUpdates + 1 : 0;
    smallUpdates = begun && counted > 0 && 2 * small >= counted ? smallUpdates + 1 : 0;
    double given = recipe.training().learningRate();
    if (largeUpdates == LOOKS) {
      say(
          report.step(),
          Kind.UPDATE_RATIO,
          Level.SUSPECT,
          text("a step moves most variables by more than %.0f %% of their size", 100 * MOST_UPDATE),
          Mend.set("training.learningRate", given / 10));
    }
    if (smallUpdates == LOOKS) {
      say(
          report.step(),
          Kind.UPDATE_RATIO,
          Level.SUSPECT,
          text("a step moves most variables by less than %.0e of their size", LEAST_UPDATE),
          Mend.set("training.learningRate", given * 10));
    }
  }

  private void layers(ProbeReport report) {
    String dead = "";
    String saturated = "";
    for (Map.Entry<String, ProbeReport.OfLayer> entry : report.layers().entrySet()) {
      dead = entry.getValue().zeros() >= DEAD && dead.isEmpty() ? entry.getKey() : dead;
      boolean ofTanh = entry.getKey().contains("recurrent");
      if (ofTanh && entry.getValue().saturated() >= SATURATED && saturated.isEmpty()) {
        saturated = entry.getKey();
      }
    }
    deadLooks = dead.isEmpty() ? 0 : deadLooks + 1;
    saturatedLooks = saturated.isEmpty() ? 0 : saturatedLooks + 1;
    if (deadLooks == 2) {
      say(
          report.step(),
          Kind.DEAD_UNITS,
          Level.FAULT,
          text("the layer '%s' gives 0 for %.0f %% of its outputs", dead, 100 * DEAD),
          Mend.set("training.learningRate", recipe.training().learningRate() / 10));
    }
    if (saturatedLooks == LOOKS) {
      say(
          report.step(),
          Kind.SATURATION,
          Level.SUSPECT,
          text(
              "%.0f %% of the outputs of '%s' are at the ends of tanh", 100 * SATURATED, saturated),
          recipe.model().normalize()
              ? Mend.set("training.learningRate", recipe.training().learningRate() / 10)
              : Mend.set("model.normalize", true));
    }
  }

  private Mend clip() {
    return recipe.training().clipNorm() == 0
        ? Mend.set("training.clipNorm", 1)
        : Mend.set("training.learningRate", recipe.training().learningRate() / 10);
  }

  private void say(long step, Kind kind, Level level, String evidence, Mend mend) {
    if (said.add(kind)) {
      say.accept(step, Finding.of(kind, level, evidence, "", mend));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
