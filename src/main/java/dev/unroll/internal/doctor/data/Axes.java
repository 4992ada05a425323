package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.Optional;
import java.util.Set;

/**
 * Time and features mixed by a reshape, or exchanged: neighbouring features are as alike as
 * neighbours in time are, and neighbouring steps are not.
 */
final class Axes implements DataCheck {

  private static final double UNLIKE = 0.2;
  private static final double ALIKE = 0.6;
  private static final int LEAST_FEATURES = 6;
  private static final int LEAST_STEPS = 3;
  private static final int MOST_FEATURES = 200;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.AXES);
  }

  @Override
  public Examined of(Patient patient) {
    Optional<Finding> mixed = MixedReshape.of(patient);
    return mixed.isPresent() ? Examined.of(mixed.get()) : exchanged(patient);
  }

  private static Examined exchanged(Patient patient) {
    Sequences train = patient.sample(Split.TRAIN);
    int features = train.features();
    if (features < LEAST_FEATURES
        || patient.dataset().maxSteps() < LEAST_STEPS
        || patient.dataset().schema().frame().isPresent()) {
      return Examined.WELL;
    }
    int count = Math.min(MOST_FEATURES, features - 1);
    double[] steps = new double[count];
    double[] beside = new double[count];
    for (int i = 0; i < count; i++) {
      int feature = (int) ((long) i * (features - 1) / count);
      steps[i] = Math.abs(LagCorrelation.alongSteps(train, feature));
      beside[i] = LagCorrelation.alongFeatures(train, feature);
    }
    double alongSteps = Statistics.median(steps);
    double alongFeatures = Statistics.median(beside);
    if (alongSteps > UNLIKE || alongFeatures < ALIKE) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.AXES,
            features > patient.dataset().maxSteps() ? Level.FAULT : Level.SUSPECT,
            Text.of(
                "neighbouring features are alike (correlation %.2f), neighbouring steps are not"
                    + " (%.2f): %d steps of %d features",
                alongFeatures, alongSteps, patient.dataset().maxSteps(), features),
            "time and features are exchanged: the network steps from sensor to sensor",
            Mend.byHand(
                "exchange the axes: in a table by data.reader.form and the columns' roles, in an"
                    + " array by the reader's axes, in code by [sequences][steps][features]")));
  }
}
