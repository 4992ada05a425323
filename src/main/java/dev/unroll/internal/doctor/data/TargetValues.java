package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.model.RegressionLoss;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.csv.CsvTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is to be predicted: amounts that are read as classes, rare classes, odd numbers. */
final class TargetValues implements DataCheck {

  /** So many classes that are numbers, with so few sequences each, are amounts. */
  private static final int MANY_CLASSES = 20;

  private static final double FEW_SEQUENCES = 5;

  /** How much rarer the rarest class is than the most frequent one. */
  private static final double IMBALANCE = 10;

  private static final int FEW_OF_CLASS = 10;

  /** Deviations from the mean of a number that squared errors are about. */
  private static final double OUTLIER = 10;

  /** Share of one value among numbers. */
  private static final double SAME = 0.5;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TARGET);
  }

  @Override
  public Examined of(Patient patient) {
    Target target = patient.target();
    List<Finding> findings = new ArrayList<>();
    if (target.isClasses()) {
      long[] counts = ClassMix.counts(patient.dataset().train(), target);
      Optional<Finding> amounts = amounts(patient, counts);
      amounts.ifPresent(findings::add);
      if (amounts.isEmpty()) {
        rare(target, counts).ifPresent(findings::add);
      }
    } else {
      for (int k = 0; k < target.names().size(); k++) {
        numbers(patient, k).ifPresent(findings::add);
      }
    }
    return Examined.of(findings.toArray(Finding[]::new));
  }

  private static Optional<Finding> amounts(Patient patient, long[] counts) {
    List<String> names = patient.target().names();
    double each = Arrays.stream(counts).sum() / (double) names.size();
    boolean all = names.stream().allMatch(TargetValues::isNumber);
    boolean fractions = names.stream().anyMatch(name -> name.matches(".*[.,]\\d*[1-9].*"));
    boolean few = each < FEW_SEQUENCES && patient.target().kind() == Target.Kind.ONE_CLASS;
    if (names.size() <= MANY_CLASSES || !all || !(few || fractions)) {
      return Optional.empty();
    }
    String column =
        patient.recipe().data().settings() instanceof Csv csv
                && csv.target() instanceof CsvTarget.Label label
            ? label.column()
            : "";
    return Optional.of(
        Finding.of(
            Kind.TARGET,
            inARow(names) ? Level.SUSPECT : Level.FAULT,
            Text.of(
                "there are %d classes with %.1f %s each, and all are numbers",
                names.size(), each, patient.target().perStep() ? "steps" : "training sequences"),
            inARow(names)
                ? "if these are amounts and no numbers of things, they are read as classes"
                : "amounts are read as classes: the network cannot know that 3 is nearer to 4 than"
                    + " to 400",
            column.isEmpty()
                ? Mend.byHand("read it as an amount, in a table by data.reader.target: numbers")
                : Mend.set("data.reader.target", "{type: numbers, columns: ['" + column + "']}")));
  }

  /** Whether they are whole numbers without gaps, as things are numbered. */
  private static boolean inARow(List<String> names) {
    if (!names.stream().allMatch(name -> name.matches("\\d{1,9}"))) {
      return false;
    }
    int[] numbers = names.stream().mapToInt(Integer::parseInt).sorted().toArray();
    return numbers[numbers.length - 1] - numbers[0] == numbers.length - 1;
  }

  private static boolean isNumber(String name) {
    return name.matches("[-+]?\\d+([.,]\\d+)?([eE][-+]?\\d+)?");
  }

  private static Optional<Finding> rare(Target target, long[] counts) {
    int rarest = 0;
    int most = 0;
    for (int k = 0; k < counts.length; k++) {
      rarest = counts[k] < counts[rarest] ? k : rarest;
      most = counts[k] > counts[most] ? k : most;
    }
    String unit = target.perStep() ? "steps" : "sequences";
    if (counts[most] > IMBALANCE * Math.max(1, counts[rarest])) {
      return Optional.of(
          Finding.of(
              Kind.TARGET,
              Level.NOTE,
              Text.of(
                  "%s has %d training %s, %s %d",
                  target.names().get(most),
                  counts[most],
                  unit,
                  target.names().get(rarest),
                  counts[rarest]),
              "the score hardly counts the rare class; see its recall",
              Mend.set("training.classWeights", "balanced")));
    }
    if (counts[rarest] < FEW_OF_CLASS) {
      return Optional.of(
          Finding.of(
              Kind.TARGET,
              Level.NOTE,
              Text.of("%s has %d training %s", target.names().get(rarest), counts[rarest], unit),
              "so few are learnt by heart"));
    }
    return Optional.empty();
  }

  private static Optional<Finding> numbers(Patient patient, int number) {
    Sequences train = patient.dataset().train();
    String name = patient.target().names().get(number);
    double[] values = new double[train.size()];
    Arrays.setAll(values, i -> train.number(i, number));
    double deviation = Statistics.deviation(values);
    double mean = Statistics.mean(values);
    if (values.length > 1 && !(deviation > 1e-9 * Math.abs(mean))) {
      return Optional.of(
          Finding.of(
              Kind.TARGET,
              Level.FAULT,
              Text.of("%s is %s in all training sequences", name, Text.number(mean)),
              "there is nothing to predict"));
    }
    double farthest = 0;
    for (double value : values) {
      farthest = Math.max(farthest, Math.abs(value - mean) / deviation);
    }
    if (farthest > OUTLIER && patient.recipe().model().regression().loss() == RegressionLoss.MSE) {
      return Optional.of(
          Finding.of(
              Kind.TARGET,
              Level.NOTE,
              Text.of("%s is up to %.0f deviations from its mean", name, farthest),
              "squared errors are about those few alone",
              Mend.set("model.regression.loss", "mae")));
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double middle = Statistics.median(values);
    long same = Arrays.stream(sorted).filter(value -> value == middle).count();
    if (same > SAME * values.length) {
      return Optional.of(
          Finding.of(
              Kind.TARGET,
              Level.NOTE,
              Text.of(
                  "%s is %s in %s of the training sequences",
                  name, Text.number(middle), Text.percent(same / (double) values.length)),
              "a network that always says so makes a small error"));
    }
    return Optional.empty();
  }
}
