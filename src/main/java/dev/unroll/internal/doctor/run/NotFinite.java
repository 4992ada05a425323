package dev.unroll.internal.doctor.run;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A loss that is no longer a finite number. */
final class NotFinite implements RunCheck {

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.NOT_FINITE);
  }

  @Override
  public Examined of(RunFacts run) {
    double[] losses = run.curve("loss");
    for (int i = 0; i < losses.length; i++) {
      if (!Double.isFinite(losses[i])) {
        double rate = run.patient().recipe().training().learningRate();
        return Examined.of(
            Finding.of(
                Kind.NOT_FINITE,
                Level.FAULT,
                String.format(
                    Locale.ROOT,
                    "the loss is not a finite number at step %.0f",
                    run.curve("step")[i]),
                "a step was so large that numbers overflowed",
                new Mend(
                    List.of("training.clipNorm=1", "training.learningRate=" + rate / 10),
                    "set training.clipNorm to 1 and training.learningRate to " + rate / 10)));
      }
    }
    return Examined.WELL;
  }
}
