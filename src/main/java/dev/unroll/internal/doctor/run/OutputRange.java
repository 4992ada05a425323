package dev.unroll.internal.doctor.run;

import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.internal.doctor.data.ClassMix;
import dev.unroll.model.Predictions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Outputs of a model that its last layer keeps from what is true: numbers that are squashed or cut,
 * classes that went through a softmax twice, and what is no number at all. Networks of recipes
 * cannot have it, so that only those of others are asked.
 */
final class OutputRange implements RunCheck {

  private static final int LEAST_ROWS = 20;

  /** Share of the true numbers that lie where no prediction can. */
  private static final double OUTSIDE = 0.3;

  /** Predictions come so near to both ends of a range that is all they have. */
  private static final double NEAR = 0.05;

  /** Share of predictions that are 0 to the last bit. */
  private static final double ZERO = 0.1;

  /** Points of accuracy above the most frequent class, so that something was learnt. */
  private static final double LEARNT = 0.15;

  private static final double SLACK = 1e-4;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TARGET, Kind.NOT_FINITE);
  }

  @Override
  public Examined of(RunFacts run) {
    Optional<Judged> judged = run.judged();
    if (judged.isEmpty()) {
      return Examined.WELL;
    }
    Judged part = judged.get();
    Predictions predictions = part.predictions();
    if (predictions.notFinite() > 0) {
      return Examined.of(
          Finding.of(
              Kind.NOT_FINITE,
              Level.FAULT,
              String.format(
                  Locale.ROOT,
                  "%,d of %,d predictions of the %s part are NaN or infinite",
                  predictions.notFinite(),
                  predictions.rows(),
                  part.split().label()),
              "the model's weights are no longer finite, or its inputs are not what it was trained"
                  + " on"));
    }
    if (part.rows().length < LEAST_ROWS) {
      return Examined.WELL;
    }
    Target target = run.patient().target();
    return target.isClasses() ? ofClasses(part, target) : ofNumbers(part, target);
  }

  private static Examined ofNumbers(Judged part, Target target) {
    for (int k = 0; k < target.names().size(); k++) {
      int output = k;
      double[] said =
          Arrays.stream(part.rows())
              .mapToDouble(row -> part.predictions().value(row, output))
              .sorted()
              .toArray();
      double[] truth =
          Arrays.stream(part.rows())
              .mapToDouble(row -> part.sequences().number(row, output))
              .sorted()
              .toArray();
      double least = said[0];
      double most = said[said.length - 1];
      String name = target.names().get(k);
      double zeros = share(said, 0, 0);
      double below = share(truth, Double.NEGATIVE_INFINITY, -SLACK);
      if (least == 0 && zeros > ZERO && below > ZERO) {
        return squashed(
            part,
            name,
            truth,
            String.format(
                Locale.ROOT,
                "%.0f %% of the predictions are exactly 0 and none is below",
                100 * zeros),
            "the last layer is a relu, which cuts off what is below 0");
      }
      for (double lower : new double[] {0, -1}) {
        boolean within = least >= lower - SLACK && most <= 1 + SLACK;
        double outside = 1 - share(truth, lower - SLACK, 1 + SLACK);
        if (within && most > 1 - NEAR && least < lower + NEAR && outside > OUTSIDE) {
          return squashed(
              part,
              name,
              truth,
              String.format(Locale.ROOT, "all predictions lie within %.3g and %.3g", least, most),
              lower < 0
                  ? "the last layer is a tanh, which gives nothing beyond -1 and 1"
                  : "the last layer is a sigmoid or a softmax, which give nothing beyond 0 and 1");
        }
      }
    }
    return Examined.WELL;
  }

  private static Examined squashed(
      Judged part, String name, double[] truth, String evidence, String cause) {
    return Examined.of(
        Finding.of(
            Kind.TARGET,
            Level.SUSPECT,
            String.format(
                Locale.ROOT,
                "of %s %s; what is true of the %s part reaches from %.3g to %.3g",
                name,
                evidence,
                part.split().label(),
                truth[0],
                truth[truth.length - 1]),
            cause,
            Mend.byHand("give the model a linear last layer, or scale what it is to predict")));
  }

  private static double share(double[] values, double from, double to) {
    return Arrays.stream(values).filter(value -> value >= from && value <= to).count()
        / (double) values.length;
  }

  /** A softmax of probabilities gives none that is far from that of all others. */
  private static Examined ofClasses(Judged part, Target target) {
    int classes = target.names().size();
    double ceiling = Math.E / (Math.E + classes - 1);
    double floor = 1 / (Math.E + classes - 1);
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int row : part.rows()) {
      for (int k = 0; k < classes; k++) {
        double probability = part.predictions().probability(row, k);
        least = Math.min(least, probability);
        most = Math.max(most, probability);
      }
    }
    double[] shares =
        ClassMix.shares(
            Arrays.stream(Judged.counts(part.actual(), classes)).asLongStream().toArray());
    double frequent = IntStream.range(0, classes).mapToDouble(k -> shares[k]).max().orElse(1);
    boolean within = most <= ceiling + SLACK && least >= floor - SLACK;
    if (!within || 1 - part.cost().mean() < frequent + LEARNT) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.TARGET,
            Level.SUSPECT,
            String.format(
                Locale.ROOT,
                "no class has a probability above %.3f or below %.3f, though %.0f %% are right; a"
                    + " softmax of a softmax gives %.3f to %.3f",
                most,
                least,
                100 * (1 - part.cost().mean()),
                floor,
                ceiling),
            "the outputs go through a softmax twice, which flattens them and their gradients",
            Mend.byHand("leave one out: where the loss takes logits, the last layer gives them")));
  }
}
