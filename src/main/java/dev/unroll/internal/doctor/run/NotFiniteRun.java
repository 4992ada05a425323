package dev.unroll.internal.doctor.run;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.recipe.StoppedRun;
import dev.unroll.train.NotFinite.Place;
import java.util.Set;

/** A number that is no longer finite, which has ended the run. */
final class NotFiniteRun implements RunCheck {

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.NOT_FINITE);
  }

  @Override
  public Examined of(RunFacts run) {
    return run.stopped().map(stopped -> finding(run, stopped)).orElse(Examined.WELL);
  }

  private static Examined finding(RunFacts run, StoppedRun stopped) {
    String kept =
        stopped.lastGoodStep() == null
            ? ""
            : "; the weights of step " + stopped.lastGoodStep() + " are kept";
    if (stopped.notFinite().place() == Place.INPUTS) {
      return Examined.of(
          Finding.of(
              Kind.NOT_FINITE,
              Level.FAULT,
              stopped.notFinite().text() + kept,
              "a value of the data is no number",
              Mend.byHand("mend the data, or let their reader fill in what is missing")));
    }
    double clip = run.patient().recipe().training().clipNorm();
    double rate = run.patient().recipe().training().learningRate() / 10;
    return Examined.of(
        Finding.of(
            Kind.NOT_FINITE,
            Level.FAULT,
            stopped.notFinite().text() + kept,
            "a step was so large that numbers overflowed",
            clip == 0
                ? Mend.set("training.clipNorm", 1)
                : Mend.set("training.learningRate", rate)));
  }
}
