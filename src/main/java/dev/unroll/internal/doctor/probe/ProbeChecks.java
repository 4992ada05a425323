package dev.unroll.internal.doctor.probe;

import java.util.List;

/** All looks at short trainings. */
public final class ProbeChecks {

  /** In the order in which they are made. */
  public static final List<ProbeCheck> ALL = List.of(new LearningRate());

  private ProbeChecks() {}
}
