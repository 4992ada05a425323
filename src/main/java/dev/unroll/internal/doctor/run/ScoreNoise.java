package dev.unroll.internal.doctor.run;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.evaluate.ClusteredMean;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A score of so few groups that small differences mean nothing. */
final class ScoreNoise implements RunCheck {

  /** Half of an interval of 95 %, in points of accuracy or as a share of the error. */
  private static final double MOST = 0.05;

  private static final double NORMAL = 1.96;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.SCORE_NOISE);
  }

  @Override
  public Examined of(RunFacts run) {
    Optional<Judged> judged = run.judged().filter(part -> !part.isEmpty());
    if (judged.isEmpty()) {
      return Examined.WELL;
    }
    Judged part = judged.get();
    ClusteredMean cost = part.cost();
    boolean classes = run.patient().target().isClasses();
    double half = NORMAL * cost.standardError() / (classes ? 1 : cost.mean());
    if (Double.isNaN(half) || half <= MOST) {
      return Examined.WELL;
    }
    String groups = run.patient().dataset().schema().count(cost.groups());
    return Examined.of(
        Finding.of(
            Kind.SCORE_NOISE,
            Level.NOTE,
            classes
                ? String.format(
                    Locale.ROOT,
                    "accuracy is %.2f +- %.2f on %d rows of %s",
                    1 - cost.mean(),
                    half,
                    part.costs().length,
                    groups)
                : String.format(
                    Locale.ROOT,
                    "the mean absolute error is %.3g +- %.2g on %d rows of %s",
                    cost.mean(),
                    NORMAL * cost.standardError(),
                    part.costs().length,
                    groups),
            "smaller differences mean nothing"));
  }
}
