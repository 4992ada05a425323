package dev.unroll.internal.doctor.run;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Kind;
import java.util.Set;

/** A look at a training that is over, or at one that broke off. */
public interface RunCheck {

  /** What it looks for. */
  Set<Kind> kinds();

  /** What it sees. */
  Examined of(RunFacts run);
}
