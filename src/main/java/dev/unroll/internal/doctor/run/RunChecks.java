package dev.unroll.internal.doctor.run;

import java.util.List;

/** All looks at a run. */
public final class RunChecks {

  /** In the order of their numbers. */
  public static final List<RunCheck> ALL = List.of(new FellOff());

  private RunChecks() {}
}
