package dev.unroll.internal.doctor.data;

import java.util.List;

/** All looks at a recipe and its data. */
public final class DataChecks {

  /** In the order of their numbers. */
  public static final List<DataCheck> ALL =
      List.of(
          new UnusableNumbers(),
          new InputScale(),
          new TargetValues(),
          new LabelMix(),
          new InputShift(),
          new SameWindows(),
          new GroupLeak(),
          new TimeLeak(),
          new TargetLeak(),
          new FutureUsed(),
          new Contradictions(),
          new Axes(),
          new ReadoutPadding(),
          new BaselineScores(),
          new ShortWindows(),
          new Bottleneck(),
          new TooFewSteps(),
          new CarriedState(),
          new WrongLabels());

  /** Those that no recipe is needed for. */
  public static final List<DataCheck> WITHOUT_RECIPE =
      List.of(
          new UnusableNumbers(),
          new TargetValues(),
          new LabelMix(),
          new InputShift(),
          new SameWindows(),
          new GroupLeak(),
          new TimeLeak(),
          new TargetLeak(),
          new Contradictions(),
          new BaselineScores(),
          new ShortWindows(),
          new WrongLabels());

  private DataChecks() {}
}
