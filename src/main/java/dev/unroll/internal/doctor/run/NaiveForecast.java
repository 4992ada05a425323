package dev.unroll.internal.doctor.run;

import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.evaluate.ClusteredMean;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A model that is no better than what needs no model. */
final class NaiveForecast implements RunCheck {

  private static final double STANDARD_ERRORS = 2;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.BASELINES);
  }

  @Override
  public Examined of(RunFacts run) {
    Optional<Judged> judged = run.judged().filter(part -> !part.isEmpty());
    if (judged.isEmpty()) {
      return Examined.WELL;
    }
    Optional<Target.Numbers> naive =
        run.patient().target().numbers().filter(Target.Numbers::hasNaive);
    if (run.patient().target().isClasses()) {
      return majority(judged.get(), run.patient().target());
    }
    return naive.isEmpty() ? Examined.WELL : lastValue(run, judged.get(), naive.get());
  }

  private static Examined majority(Judged part, Target target) {
    int[] counts = Judged.counts(part.actual(), target.names().size());
    int most = Judged.largest(counts);
    double[] gains = new double[part.costs().length];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = (part.actual()[i] == most ? 0 : 1) - part.costs()[i];
    }
    ClusteredMean gain = ClusteredMean.of(gains, part.groups());
    double error = Double.isNaN(gain.standardError()) ? 0 : gain.standardError();
    if (gain.mean() > STANDARD_ERRORS * error) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.BASELINES,
            Level.SUSPECT,
            String.format(
                Locale.ROOT,
                "accuracy on the %s part is %.3f; to say '%s' always gives %.3f",
                part.split().label(),
                1 - part.cost().mean(),
                target.names().get(most),
                (double) counts[most] / part.actual().length),
            "the model has learnt nothing that tells the classes apart"));
  }

  private static Examined lastValue(RunFacts run, Judged part, Target.Numbers target) {
    int outputs = target.names().size();
    double[] gains = new double[part.rows().length];
    double naive = 0;
    for (int i = 0; i < gains.length; i++) {
      int row = part.rows()[i];
      double error = 0;
      for (int k = 0; k < outputs; k++) {
        error +=
            Math.abs(target.naiveForecast(part.sequences(), row) - part.sequences().number(row, k))
                / outputs;
      }
      naive += error / gains.length;
      gains[i] = error - part.costs()[i];
    }
    ClusteredMean gain = ClusteredMean.of(gains, part.groups());
    double error = Double.isNaN(gain.standardError()) ? 0 : gain.standardError();
    if (gain.mean() > STANDARD_ERRORS * error) {
      return Examined.WELL;
    }
    String evidence =
        String.format(
            Locale.ROOT,
            "the mean absolute error on the %s part is %.3g; that of the last value is %.3g (skill"
                + " %.2f +- %.2f)",
            part.split().label(),
            part.cost().mean(),
            naive,
            gain.mean() / naive,
            error / naive);
    return Examined.of(
        run.patient().recipe().model().regression().predictChange()
            ? Finding.of(
                Kind.BASELINES, Level.SUSPECT, evidence, "the last value says all that is known")
            : Finding.of(
                Kind.BASELINES,
                Level.SUSPECT,
                evidence,
                "the model does no better than to copy the last value",
                Mend.set("model.regression.predictChange", true)));
  }
}
