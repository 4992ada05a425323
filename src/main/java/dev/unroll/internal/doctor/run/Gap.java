package dev.unroll.internal.doctor.run;

import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.evaluate.ClusteredMean;
import dev.unroll.internal.doctor.data.GroupError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Training sequences that are predicted better than others. */
final class Gap implements RunCheck {

  /** Points of accuracy (AutoTrainer's), where the training part is at least so good. */
  private static final double GAP = 0.1;

  private static final double GAP_ABOVE_NINETY = 0.07;
  private static final double NINETY = 0.9;

  /** Errors so many times as large are a gap where numbers are predicted. */
  private static final double TIMES = 1.5;

  private static final double STANDARD_ERRORS = 3;

  /** The best display lies in the first part of the training, so that the rest spoilt it. */
  private static final double EARLY = 0.5;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.GAP);
  }

  @Override
  public Examined of(RunFacts run) {
    List<Finding> findings = new ArrayList<>();
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      if (run.predictions(Split.TRAIN).isPresent() && run.predictions(split).isPresent()) {
        Judged train = run.judged(Split.TRAIN);
        Judged other = run.judged(split);
        if (findings.isEmpty() && !train.isEmpty() && !other.isEmpty()) {
          compare(run, train, other).ifPresent(findings::add);
        }
      }
    }
    return new Examined(findings, List.of());
  }

  private static Optional<Finding> compare(RunFacts run, Judged train, Judged other) {
    ClusteredMean seen = train.cost();
    ClusteredMean fresh = other.cost();
    boolean classes = run.patient().target().isClasses();
    double difference = fresh.mean() - seen.mean();
    double error = GroupError.of(other.costs(), other.groups());
    error = Double.isNaN(error) ? 0 : error;
    double least =
        !classes ? (TIMES - 1) * seen.mean() : 1 - seen.mean() > NINETY ? GAP_ABOVE_NINETY : GAP;
    if (difference <= least || difference <= STANDARD_ERRORS * error) {
      return Optional.empty();
    }
    String evidence =
        classes
            ? String.format(
                Locale.ROOT,
                "accuracy is %.2f on training and %.2f +- %.2f on %s",
                1 - seen.mean(),
                1 - fresh.mean(),
                error,
                other.split().label())
            : String.format(
                Locale.ROOT,
                "the mean absolute error is %.3g on training and %.3g +- %.2g on %s",
                seen.mean(),
                fresh.mean(),
                error,
                other.split().label());
    double[] scores = run.curve("validation_");
    if (scores.length == 0) {
      scores = run.curve("test_");
    }
    int best = best(scores, run.patient().target().metric().share());
    if (scores.length > 3 && best < EARLY * (scores.length - 1)) {
      double step = run.curve("step")[best];
      return Optional.of(
          Finding.of(
              Kind.GAP,
              Level.SUSPECT,
              evidence
                  + String.format(
                      Locale.ROOT,
                      "; held-out scores were best at step %.0f of %.0f",
                      step,
                      run.curve("step")[scores.length - 1]),
              "the network learns the training sequences by heart",
              Mend.byHand(
                  "train for fewer steps or stop early, use dropout or augmentation, or find more"
                      + " data")));
    }
    return Optional.of(
        Finding.of(
            Kind.GAP,
            Level.NOTE,
            evidence,
            String.format(
                Locale.ROOT,
                "that is what a new %s costs",
                run.patient().dataset().schema().grouping()),
            Mend.byHand("use dropout or augmentation, or find more data")));
  }

  /** Place of the best of some scores. */
  private static int best(double[] scores, boolean highest) {
    int best = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean better = highest ? scores[i] > scores[best] : scores[i] < scores[best];
      best = better ? i : best;
    }
    return best;
  }
}
