package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Kind;
import java.util.Set;

/** A look at what some short trainings do. */
public interface ProbeCheck {

  /** What it looks for. */
  Set<Kind> kinds();

  /** What it sees. */
  Examined of(Lab lab);
}
