package dev.unroll.internal.doctor.data;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Kind;
import java.util.Set;

/** A look at a recipe and its data, before anything is trained. */
public interface DataCheck {

  /** What it looks for. */
  Set<Kind> kinds();

  /** What it sees. */
  Examined of(Patient patient);
}
