package dev.unroll.internal.doctor.data;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.train.Schedule;
import dev.unroll.train.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A training that is over before it can have come anywhere. */
final class TooFewSteps implements DataCheck {

  private static final int FEW = 200;

  /** Fewer are not enough to leave the initial weights at usual rates. */
  private static final int VERY_FEW = 60;

  /** What is enough to see whether more would help. */
  private static final int ENOUGH = 1000;

  /** Share of the steps that the rate is on its way up. */
  private static final double WARMUP = 0.5;

  private static final double NOTHING_BUT_WARMUP = 0.9;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TOO_FEW_STEPS);
  }

  @Override
  public Examined of(Patient patient) {
    TrainingSpec training = patient.recipe().training();
    int sequences = patient.dataset().train().size();
    int perEpoch = (sequences + training.batchSize() - 1) / training.batchSize();
    if (training.window() > 0) {
      int windows = (patient.dataset().maxSteps() + training.window() - 1) / training.window();
      perEpoch *= windows;
    }
    long steps = training.totalSteps(perEpoch);
    List<Finding> findings = new ArrayList<>();
    if (steps < FEW) {
      String key = training.steps() > 0 ? "training.steps" : "training.epochs";
      long enough = training.steps() > 0 ? ENOUGH : (ENOUGH + perEpoch - 1) / perEpoch;
      findings.add(
          Finding.of(
              Kind.TOO_FEW_STEPS,
              steps < VERY_FEW ? Level.SUSPECT : Level.NOTE,
              Text.of(
                  "there are %d steps in all, of %d sequences each",
                  steps, Math.min(sequences, training.batchSize())),
              "weights hardly leave where they began",
              Mend.set(key, enough)));
    }
    if (training.schedule() instanceof Schedule.Cosine cosine && cosine.warmup() > WARMUP) {
      findings.add(
          Finding.of(
              Kind.TOO_FEW_STEPS,
              cosine.warmup() > NOTHING_BUT_WARMUP ? Level.FAULT : Level.SUSPECT,
              Text.of(
                  "the learning rate is on its way up for %s of the steps",
                  Text.percent(cosine.warmup())),
              "there is no time left to train at it",
              Mend.set("training.schedule.warmup", 0.1)));
    }
    return Examined.of(findings.toArray(Finding[]::new));
  }
}
