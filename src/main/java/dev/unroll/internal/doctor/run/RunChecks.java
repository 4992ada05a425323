package dev.unroll.internal.doctor.run;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** All looks at a run. */
public final class RunChecks {

  /** In the order of their numbers. */
  public static final List<RunCheck> ALL =
      List.of(
          new NaiveForecast(),
          new SimpleMethods(),
          new NotFiniteRun(),
          new FellOff(),
          new Collapse(),
          new PenaltyShare(),
          new TwoModes(),
          new StillFalling(),
          new Gap(),
          new RareClasses(),
          new ScoreNoise());

  /** What short trainings of a part of the steps cannot tell. */
  public static final List<RunCheck> OF_WHOLE_TRAININGS =
      List.of(
          new NaiveForecast(),
          new SimpleMethods(),
          new FellOff(),
          new Collapse(),
          new RareClasses());

  /** What the predictions of a recipe's model tell. */
  public static final List<RunCheck> OF_MODELS =
      List.of(
          new NaiveForecast(),
          new SimpleMethods(),
          new Collapse(),
          new Gap(),
          new RareClasses(),
          new ScoreNoise());

  /** What the predictions of anybody's model tell. */
  public static final List<RunCheck> OF_FOREIGN_MODELS =
      ImmutableList.<RunCheck>builder().add(new OutputRange()).addAll(OF_MODELS).build();

  private RunChecks() {}
}
