package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.Set;

/** A network that cannot learn a few sequences by heart cannot learn many. */
final class OneBatch implements ProbeCheck {

  /** After fewer steps a failure says little. */
  private static final int ENOUGH_STEPS = 150;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.ONE_BATCH);
  }

  @Override
  public Examined of(Lab lab) {
    ByHeart learnt = lab.byHeart();
    if (learnt.passed() || learnt.sequences() < 2) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.ONE_BATCH,
            learnt.steps() < ENOUGH_STEPS || lab.learns() ? Level.NOTE : Level.SUSPECT,
            learnt.words(),
            "the network cannot, whatever the data: too narrow a place, too short a sight, or a part"
                + " that does not learn",
            Mend.byHand("look at the other findings first; else a simpler or wider network")));
  }
}
