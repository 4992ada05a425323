package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.train.Optimizer;
import dev.unroll.train.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gradients before they are clipped, and the first number that is not finite. */
final class GradientSize implements ProbeCheck {

  /** What happens in the first steps says nothing. */
  private static final int FIRST_STEPS = 10;

  /** Steps whose gradients are those of the beginning. */
  private static final int EARLY_STEPS = 50;

  /** Steps before one whose gradients are the usual ones there. */
  private static final int USUAL_STEPS = 200;

  /** A gradient so many times the usual one is a leap. */
  private static final double LEAP = 100;

  /** A share of clipped steps above which the bound decides the steps. */
  private static final double CLIPPED = 0.9;

  /** A bound so many times smaller than the usual gradient is too small. */
  private static final double SMALL_BOUND = 10;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.GRADIENT_SIZE, Kind.NOT_FINITE);
  }

  @Override
  public Examined of(Lab lab) {
    Course course = lab.longest();
    TrainingSpec training = lab.recipe().training();
    List<Finding> findings = new ArrayList<>();
    List<Double> norms = course.gradientNorms();
    if (course.notFinite().isPresent()) {
      findings.add(notFinite(course, training));
    }
    if (norms.size() > 2 * FIRST_STEPS) {
      List<Double> later = norms.subList(FIRST_STEPS, norms.size());
      double median = Figures.median(later);
      double bound = training.clipNorm();
      int leap = leap(norms);
      double before = leap < 0 ? 0 : Figures.median(norms.subList(0, leap));
      if (leap >= 0 && (bound == 0 || bound > LEAP * before)) {
        findings.add(
            Finding.of(
                Kind.GRADIENT_SIZE,
                Level.SUSPECT,
                "the gradients' norm is "
                    + Figures.of(before)
                    + " in the median, and "
                    + Figures.of(norms.get(leap))
                    + " at step "
                    + leap,
                "one such step can undo all that was learnt",
                Mend.set("training.clipNorm", Math.max(1, Figures.oneDigit(before)))));
      }
      double clipped =
          later.stream().filter(norm -> bound > 0 && norm > bound).count() / (double) later.size();
      if (clipped > CLIPPED && median > SMALL_BOUND * bound && !lab.learns()) {
        findings.add(
            Finding.of(
                Kind.GRADIENT_SIZE,
                Level.SUSPECT,
                "gradients are clipped at "
                    + Figures.percent(clipped)
                    + " of the steps: their norm is "
                    + Figures.of(median)
                    + " in the median, the bound "
                    + Figures.of(bound),
                byGradient(training.optimizer())
                    ? "the bound decides how far a step goes"
                    : "what is left of the gradients can sink below the optimizer's epsilon",
                Mend.set("training.clipNorm", Math.max(1, Figures.oneDigit(median)))));
      }
    }
    return new Examined(findings, List.of());
  }

  /**
   * The step whose gradient is the largest beside those before it, where it is a leap; else -1.
   * What is learnt makes gradients smaller: those after it tell nothing, and a single sequence that
   * is still wrong is no leap beside the gradients of the beginning.
   */
  private static int leap(List<Double> norms) {
    int leap = -1;
    double most = LEAP;
    double early = Figures.median(norms.subList(0, Math.min(norms.size(), EARLY_STEPS)));
    for (int i = FIRST_STEPS; i < norms.size(); i++) {
      double times =
          norms.get(i)
              / Math.max(early, Figures.median(norms.subList(Math.max(0, i - USUAL_STEPS), i)));
      if (times > most) {
        most = times;
        leap = i;
      }
    }
    return leap;
  }

  /** Whether steps grow with the gradients. */
  private static boolean byGradient(Optimizer optimizer) {
    return optimizer instanceof Optimizer.GradientDescent
        || optimizer instanceof Optimizer.Momentum;
  }

  private static Finding notFinite(Course course, TrainingSpec training) {
    StringBuilder evidence = new StringBuilder(course.notFinite().orElseThrow().text());
    List<Double> norms = course.gradientNorms();
    if (!norms.isEmpty()) {
      evidence
          .append("; the gradients' norm was ")
          .append(Figures.of(Figures.median(norms)))
          .append(" in the median and ")
          .append(Figures.of(norms.get(norms.size() - 1)))
          .append(" at the step before");
    }
    return Finding.of(
        Kind.NOT_FINITE,
        Level.FAULT,
        evidence.toString(),
        "numbers grow beyond all bounds",
        training.clipNorm() > 0
            ? Mend.set("training.learningRate", Figures.oneDigit(training.learningRate() / 10))
            : Mend.set("training.clipNorm", 1));
  }
}
