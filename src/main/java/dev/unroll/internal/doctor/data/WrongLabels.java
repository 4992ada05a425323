package dev.unroll.internal.doctor.data;

import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Labels that a simple method contradicts, on sequences that it was not fitted on. It is fitted on
 * others of their groups: that a new subject is another is no matter of labels.
 *
 * <p>Hard cases are contradicted too, but where the method is unsure. Wrong labels are as frequent
 * where it is sure: that tells them apart (the idea of confident learning: C. Northcutt, L. Jiang,
 * I. Chuang, "Confident Learning", 2021).
 */
final class WrongLabels implements DataCheck {

  private static final int FOLDS = 3;
  private static final int MOST_EXAMPLES = 1600;
  private static final int LEAST_EXAMPLES = 120;
  private static final int MOST_FEATURES = 24;
  private static final int MOST_CLASSES = 20;

  /** Right answers beyond the most frequent class, of those that there are. */
  private static final double TELLS = 0.5;

  /** Share of labels that are contradicted where the method is surest. */
  private static final double SHARE = 0.05;

  private static final int LEAST_COUNT = 10;

  /** Where it is less sure they are hardly more. */
  private static final double AS_FREQUENT = 0.6;

  private static final int MOST_NAMED = 8;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.WRONG_LABELS);
  }

  @Override
  public Examined of(Patient patient) {
    Target target = patient.target();
    if (!target.isClasses()) {
      return Examined.WELL;
    }
    if (target.names().size() > MOST_CLASSES) {
      return Examined.skipped("labels that look wrong: there are more than 20 classes");
    }
    if (patient.dataset().schema().frame().isPresent()) {
      return Examined.skipped("labels that look wrong: steps are images");
    }
    List<Example> examples =
        Example.of(patient.sample(Split.TRAIN), target.perStep(), MOST_EXAMPLES);
    if (examples.size() < LEAST_EXAMPLES) {
      return Examined.WELL;
    }
    Folded folded = new Folded(target, examples, folds(examples.size(), patient.seed()));
    double[][] answers = folded.answers();
    int[] features = TellingFeatures.of(examples, answers, MOST_FEATURES);
    float[][] rows = Summaries.of(examples, features);
    int[] labels = Arrays.stream(answers).mapToInt(Statistics::largest).toArray();
    Optional<MixedRegion> region = MixedRegion.of(rows, labels, target.names().size());
    if (region.isPresent()) {
      return Examined.of(lost(examples, region.get(), target));
    }
    double[][] told = new ClassMethods(folded, false).trees(rows);
    boolean[] wrong = new boolean[told.length];
    double[] sure = new double[told.length];
    int right = 0;
    for (int i = 0; i < told.length; i++) {
      int best = Statistics.largest(told[i]);
      wrong[i] = answers[i][best] == 0;
      right += wrong[i] ? 0 : 1;
      double[] sorted = told[i].clone();
      Arrays.sort(sorted);
      sure[i] = sorted[sorted.length - 1] - sorted[sorted.length - 2];
    }
    double frequent = frequent(answers);
    double accuracy = right / (double) told.length;
    if ((accuracy - frequent) / (1 - frequent) < TELLS) {
      return Examined.WELL;
    }
    int[] order =
        IntStream.range(0, told.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -sure[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int quarter = order.length / 4;
    int[] surest = Arrays.stream(order, 0, quarter).filter(i -> wrong[i]).toArray();
    long next = Arrays.stream(order, quarter, 2 * quarter).filter(i -> wrong[i]).count();
    double share = surest.length / (double) quarter;
    if (share < SHARE || surest.length < LEAST_COUNT || surest.length < AS_FREQUENT * next) {
      return Examined.WELL;
    }
    return Examined.of(finding(examples, surest, share, target));
  }

  private static double frequent(double[][] answers) {
    double[] counts = new double[answers[0].length];
    for (double[] row : answers) {
      counts[Statistics.largest(row)]++;
    }
    return counts[Statistics.largest(counts)] / answers.length;
  }

  private static int[] folds(int examples, long seed) {
    int[] folds = new int[examples];
    Random random = new Random(seed);
    Arrays.setAll(folds, i -> random.nextInt(FOLDS));
    return folds;
  }

  private static Finding lost(List<Example> examples, MixedRegion region, Target target) {
    return Finding.of(
        Kind.WRONG_LABELS,
        Level.SUSPECT,
        Text.of(
            "%s of the %s are among others of %.1f classes, as if drawn by lot, such as %s; the"
                + " rest among others of %.1f",
            Text.percent(region.members().length / (double) examples.size()),
            target.perStep() ? "steps" : "sequences",
            region.classes(),
            names(examples, region.members()),
            region.elsewhere()),
        "inputs that are alike have lost the label that was theirs, or do not tell it",
        Mend.byHand("look at those sequences and mend their labels, or give them a class"));
  }

  private static String names(List<Example> examples, int[] places) {
    List<String> names = new ArrayList<>();
    for (int i : places) {
      Example example = examples.get(i);
      String name = example.from().name(example.index());
      if (!names.contains(name) && names.size() < MOST_NAMED) {
        names.add(name);
      }
    }
    return String.join(", ", names);
  }

  private static Finding finding(
      List<Example> examples, int[] surest, double share, Target target) {
    return Finding.of(
        Kind.WRONG_LABELS,
        Level.SUSPECT,
        Text.of(
            "about %s of the labels are contradicted by a simple method where it is surest, such as"
                + " those of the %s %s",
            Text.percent(share),
            target.perStep() ? "steps of the sequences" : "sequences",
            names(examples, surest)),
        "labels are wrong, or belong to other sequences",
        Mend.byHand("look at those sequences and mend their labels; do not drop what is hard"));
  }
}
