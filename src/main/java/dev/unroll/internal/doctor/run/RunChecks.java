package dev.unroll.internal.doctor.run;

import java.util.List;

/** All looks at a run. */
public final class RunChecks {

  /** In the order of their numbers. */
  public static final List<RunCheck> ALL =
      List.of(
          new NaiveForecast(),
          new NotFiniteRun(),
          new FellOff(),
          new Collapse(),
          new PenaltyShare(),
          new TwoModes(),
          new StillFalling(),
          new Gap(),
          new RareClasses(),
          new ScoreNoise());

  private RunChecks() {}
}
