package dev.unroll.internal.doctor.probe;

import java.util.List;

/** All looks at short trainings. */
public final class ProbeChecks {

  /** In the order in which they are made: what tells most for its time comes first. */
  public static final List<ProbeCheck> ALL =
      List.of(
          new GradientSize(),
          new LossAtStart(),
          new UpdateRatio(),
          new DeadUnits(),
          new NarrowPlace(),
          new Saturation(),
          new PenaltyWeight(),
          new LearningRate(),
          new OneBatch(),
          new FutureInputs(),
          new Reach(),
          new TooFewSteps(),
          new TwoModes(),
          new InputsUnused(),
          new NoSignal());

  private ProbeChecks() {}
}
