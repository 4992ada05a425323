package dev.unroll.internal.doctor.run;

import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.Layer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Scores of training batches beside what the model predicts for the same part. */
final class TwoModes implements RunCheck {

  /** Points of accuracy by which predictions may be worse. */
  private static final double MOST_POINTS = 0.15;

  /** Errors of predictions, in times those of the training batches. */
  private static final double MOST_TIMES = 1.5;

  private static final int DISPLAYS = 5;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TWO_MODES);
  }

  @Override
  public Examined of(RunFacts run) {
    double[] scores = run.curve("train_");
    if (scores.length == 0 || run.predictions(Split.TRAIN).isEmpty()) {
      return Examined.WELL;
    }
    double training =
        Arrays.stream(scores, Math.max(0, scores.length - DISPLAYS), scores.length)
            .average()
            .orElseThrow();
    double cost = run.judged(Split.TRAIN).cost().mean();
    boolean classes = run.patient().target().isClasses();
    boolean worse = classes ? training - (1 - cost) > MOST_POINTS : cost > MOST_TIMES * training;
    boolean hasAverages =
        run.patient().recipe().model().layers().stream()
            .flatMap(Layer::withChildren)
            .anyMatch(BatchNorm.class::isInstance);
    if (!worse || !hasAverages) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.TWO_MODES,
            Level.SUSPECT,
            String.format(
                Locale.ROOT,
                "the last training batches score %.2f, predictions of the training part %.2f",
                training,
                classes ? 1 - cost : cost),
            "the moving averages of batch-norm, which predictions use, are not those of the batches",
            Mend.byHand(
                "give batch-norm a smaller momentum, such as 0.9, or train for more steps")));
  }
}
