package dev.unroll.internal.doctor.run;

import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.internal.doctor.data.GroupError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A model that is no better than what needs no model. */
final class NaiveForecast implements RunCheck {

  private static final double STANDARD_ERRORS = 2;

  /** A share of the naive errors that few rows need not prove to be avoided. */
  private static final double MUCH = 0.25;

  /** A share of the last value's error that is worth nothing. */
  private static final double LITTLE = 0.02;

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
      return majority(run, judged.get());
    }
    return naive.isEmpty() ? Examined.WELL : lastValue(run, judged.get(), naive.get());
  }

  private static Examined majority(RunFacts run, Judged part) {
    Target target = run.patient().target();
    int[] counts = Judged.counts(part.actual(), target.names().size());
    int most = Judged.largest(counts);
    double[] gains = new double[part.costs().length];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = (part.actual()[i] == most ? 0 : 1) - part.costs()[i];
    }
    double gain = Arrays.stream(gains).average().orElseThrow();
    if (run.patient().balanced() && recall(part, counts) > MUCH + (1 - MUCH) / counts.length) {
      return Examined.WELL; // which is what it was trained for, whatever the majority is
    }
    double possible = 1 - (double) counts[most] / gains.length;
    if (gain > MUCH * possible || gain > STANDARD_ERRORS * error(gains, part)) {
      return Examined.WELL;
    }
    // Methods for which classes count the same give up accuracy, too.
    boolean told = run.patient().balanced() || run.patient().baselines(part.split()).tell();
    return Examined.of(
        Finding.of(
            Kind.BASELINES,
            told ? Level.SUSPECT : Level.NOTE,
            String.format(
                Locale.ROOT,
                "accuracy on the %s part is %.3f; to say '%s' always gives %.3f",
                part.split().label(),
                1 - part.cost().mean(),
                target.names().get(most),
                (double) counts[most] / part.actual().length),
            told
                ? "the model has learnt nothing that tells the classes apart"
                : "neither the model nor a simple method tells the classes apart"));
  }

  /** Mean over the classes of the share that is found. */
  private static double recall(Judged part, int[] counts) {
    double recall = 0;
    for (int i = 0; i < part.actual().length; i++) {
      recall += (1 - part.costs()[i]) / counts[part.actual()[i]] / counts.length;
    }
    return recall;
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
    double gain = Arrays.stream(gains).average().orElseThrow();
    double error = error(gains, part);
    if (naive == 0) {
      return Examined.WELL; // nothing changes, and nothing can be better
    }
    if (gain > MUCH * naive || (gain > STANDARD_ERRORS * error && gain > LITTLE * naive)) {
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
            gain / naive,
            error / naive);
    boolean change = run.patient().recipe().model().regression().predictChange();
    Level level = gain < -STANDARD_ERRORS * error ? Level.SUSPECT : Level.NOTE;
    return Examined.of(
        change
            ? Finding.of(
                Kind.BASELINES,
                level,
                evidence,
                "the changes that it predicts are no better than none",
                Mend.byHand(
                    "other features, a longer window, or a question that the last value does not"
                        + " answer"))
            : Finding.of(
                Kind.BASELINES,
                level,
                evidence,
                "the model does no better than to copy the last value",
                Mend.set("model.regression.predictChange", true)));
  }

  /** Standard error of the mean; 0 where a row is all there is. */
  private static double error(double[] gains, Judged part) {
    double error = GroupError.of(gains, part.groups());
    return Double.isNaN(error) ? 0 : error;
  }
}
