package dev.unroll.internal.doctor.run;

import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.internal.doctor.data.Statistics;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Predictions that are the same whatever the input. */
final class Collapse implements RunCheck {

  /** Entropy of the predicted classes, as a share of that of the true ones. */
  private static final double LEAST_ENTROPY = 0.3;

  /** Deviation of the predicted numbers, as a share of that of the true ones. */
  private static final double LEAST_SPREAD = 0.2;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.COLLAPSE);
  }

  @Override
  public Examined of(RunFacts run) {
    Optional<Judged> judged = run.judged().filter(part -> !part.isEmpty());
    if (judged.isEmpty()) {
      return Examined.WELL;
    }
    Target target = run.patient().target();
    return target.isClasses() ? classes(judged.get(), target) : numbers(judged.get(), target);
  }

  private static Examined classes(Judged part, Target target) {
    int classes = target.names().size();
    int[] predicted = Judged.counts(part.predicted(), classes);
    double entropyOfTruth = Judged.entropy(Judged.counts(part.actual(), classes));
    if (Judged.entropy(predicted) >= LEAST_ENTROPY * entropyOfTruth) {
      return Examined.WELL;
    }
    int most = Judged.largest(predicted);
    int[] actual = Judged.counts(part.actual(), classes);
    return Examined.of(
        Finding.of(
            Kind.COLLAPSE,
            Level.SUSPECT,
            String.format(
                Locale.ROOT,
                "the model predicts '%s' for %.0f %% of the %s part, where it is true for %.0f %%",
                target.names().get(most),
                100.0 * predicted[most] / part.predicted().length,
                part.split().label(),
                100.0 * actual[most] / part.actual().length),
            ""));
  }

  private static Examined numbers(Judged part, Target target) {
    int outputs = target.names().size();
    for (int k = 0; k < outputs; k++) {
      double[] truth = new double[part.rows().length];
      double[] said = new double[truth.length];
      for (int i = 0; i < truth.length; i++) {
        truth[i] = part.sequences().number(part.rows()[i], k);
        said[i] = part.predictions().value(part.rows()[i], k);
      }
      double spread = Statistics.deviation(said) / Statistics.deviation(truth);
      if (spread < LEAST_SPREAD) {
        return Examined.of(
            Finding.of(
                Kind.COLLAPSE,
                Level.SUSPECT,
                String.format(
                    Locale.ROOT,
                    "what is predicted for %s varies by %.0f %% of what is true in the %s part",
                    target.names().get(k),
                    100 * spread,
                    part.split().label()),
                "the model says nearly the same whatever the input"));
      }
    }
    return Examined.WELL;
  }
}
