package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Sequences of one subject, vessel or recording on both sides of a split: the score tells how well
 * it is recognised.
 *
 * <p>Where data name no groups, those that lie together in a file may be one. A simple method is
 * then compared by folds drawn at random and by folds of such stretches of each class.
 */
final class GroupLeak implements DataCheck {

  private static final int FOLDS = 4;
  private static final int MOST_EXAMPLES = 1500;
  private static final int LEAST_EXAMPLES = 100;
  private static final int MOST_FEATURES = 24;
  private static final int MOST_CLASSES = 20;
  private static final double L2 = 0.1;

  /** Points of accuracy, or of explained variance, and standard errors. */
  private static final double POINTS = 0.03;

  private static final double ERRORS = 3;
  private static final double MANY_POINTS = 0.1;
  private static final double MANY_ERRORS = 5;

  /** Of held-out sequences between two of training. */
  private static final double MIXED = 0.2;

  /** Of held-out sequences whose named group is in training too, and goes on there. */
  private static final double TORN = 0.1;

  /** One series, or two, are divided by time as a rule. */
  private static final int LEAST_GROUPS = 3;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.GROUP_LEAK);
  }

  @Override
  public Examined of(Patient patient) {
    Sequences train = patient.dataset().train();
    for (Split split : List.of(Split.TEST, Split.VALIDATION)) {
      Sequences held = patient.dataset().split(split);
      if (held.isEmpty() || !held.sharesValuesWith(train)) {
        continue;
      }
      Optional<Finding> found = torn(patient, train, held, split);
      if (found.isEmpty() && eachAlone(train) && eachAlone(held)) {
        found = recognised(patient, train, held);
      }
      if (found.isPresent()) {
        return Examined.of(found.get());
      }
    }
    return Examined.WELL;
  }

  private static boolean eachAlone(Sequences sequences) {
    return sequences.groups().size() > 0.9 * sequences.size();
  }

  /** Groups that the data name, on both sides though not one after the other in time. */
  private static Optional<Finding> torn(
      Patient patient, Sequences train, Sequences held, Split split) {
    Map<Integer, Long> lastOfGroup = new HashMap<>();
    for (int i = 0; i < train.size(); i++) {
      lastOfGroup.merge(train.group(i), train.firstStep(i), Math::max);
    }
    long torn =
        IntStream.range(0, held.size())
            .filter(i -> lastOfGroup.getOrDefault(held.group(i), -1L) > held.firstStep(i))
            .count();
    double share = torn / (double) held.size();
    if (share <= TORN || eachAlone(train) || lastOfGroup.size() < LEAST_GROUPS) {
      return Optional.empty();
    }
    String grouping = patient.dataset().schema().grouping();
    return Optional.of(
        Finding.of(
            Kind.GROUP_LEAK,
            Level.FAULT,
            Text.of(
                "%s of the %s sequences are of a %s that training goes on with",
                Text.percent(share), split.label(), grouping),
            "the score tells how well the network knows each "
                + grouping
                + ", not how it does on"
                + " new ones",
            Mend.byHand(
                "divide by whole groups, in a table by data.reader.split: {type: by-group}")));
  }

  private static Optional<Finding> recognised(Patient patient, Sequences train, Sequences held) {
    Target target = patient.target();
    if (target.perStep()
        || target.names().size() > MOST_CLASSES
        || patient.dataset().schema().frame().isPresent()) {
      return Optional.empty();
    }
    List<Example> all = new ArrayList<>();
    all.addAll(Example.of(train, false, Integer.MAX_VALUE));
    all.addAll(Example.of(held, false, Integer.MAX_VALUE));
    all.sort(Comparator.comparingLong(example -> example.from().firstStep(example.index())));
    if (mixed(all, train, held) < MIXED) {
      return Optional.empty();
    }
    List<Example> examples = some(all);
    if (examples.size() < LEAST_EXAMPLES) {
      return Optional.empty();
    }
    int[] stretches = stretches(examples, target);
    List<Integer> drawn = new ArrayList<>(Arrays.stream(stretches).boxed().toList());
    Collections.shuffle(drawn, new Random(patient.seed()));
    Folded folded = new Folded(target, examples, stretches);
    int[] features = TellingFeatures.of(examples, folded.answers(), MOST_FEATURES);
    float[][] rows = Summaries.of(examples, features);
    double[] byStretch = told(folded, rows);
    int[] byDraw = drawn.stream().mapToInt(Integer::intValue).toArray();
    double[] byChance = told(new Folded(target, examples, byDraw), rows);
    double[] more = new double[byStretch.length];
    Arrays.setAll(more, i -> byChance[i] - byStretch[i]);
    int[] neighbours = new int[more.length];
    Arrays.setAll(neighbours, i -> (int) (40L * i / more.length));
    double difference = Statistics.mean(more);
    double error = GroupError.of(more, neighbours);
    if (difference < POINTS || difference < ERRORS * error) {
      return Optional.empty();
    }
    boolean much = difference > MANY_POINTS && difference > MANY_ERRORS * error;
    String what = target.isClasses() ? "accuracy" : "explained variance";
    return Optional.of(
        Finding.of(
            Kind.GROUP_LEAK,
            much ? Level.FAULT : Level.SUSPECT,
            Text.of(
                "a simple method comes to an %s of %.2f by folds drawn at random, and to %.2f by"
                    + " folds of sequences that lie together in the file",
                what, Statistics.mean(byChance), Statistics.mean(byStretch)),
            "what lies together is of one subject or recording, which is recognised: a score on new"
                + " ones will be lower",
            Mend.byHand(
                "name what a sequence is of as its group, such as data.reader.columns.group:"
                    + " subject, so that whole groups are divided")));
  }

  /** Held-out examples between two of training, as a share of the held-out ones. */
  private static double mixed(List<Example> all, Sequences train, Sequences held) {
    int count = 0;
    for (int i = 1; i + 1 < all.size(); i++) {
      boolean between = all.get(i - 1).from() == train && all.get(i + 1).from() == train;
      count += all.get(i).from() == held && between ? 1 : 0;
    }
    return count / (double) held.size();
  }

  private static List<Example> some(List<Example> all) {
    if (all.size() <= MOST_EXAMPLES) {
      return all;
    }
    return IntStream.range(0, MOST_EXAMPLES)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / MOST_EXAMPLES)))
        .toList();
  }

  /** A fold for each quarter of a class, in the order of the file. */
  private static int[] stretches(List<Example> examples, Target target) {
    int[] label = examples.stream().mapToInt(e -> target.isClasses() ? e.label() : 0).toArray();
    int[] counts = new int[target.names().size()];
    Arrays.stream(label).forEach(k -> counts[k]++);
    int[] seen = new int[counts.length];
    int[] folds = new int[label.length];
    Arrays.setAll(folds, i -> (int) ((long) seen[label[i]]++ * FOLDS / counts[label[i]]));
    return folds;
  }

  /** 1 or 0 for each class told, or the variance that a number's error leaves, from 1. */
  private static double[] told(Folded folded, float[][] rows) {
    double[][] answers = folded.answers();
    double[] told = new double[rows.length];
    if (folded.target().isClasses()) {
      double[][] predicted = new ClassMethods(folded, false).trees(rows);
      Arrays.setAll(told, i -> answers[i][Statistics.largest(predicted[i])]);
      return told;
    }
    double[][] predicted =
        new FoldedRidge(rows, answers, folded.folds()).predict(new int[] {rows[0].length}, L2)[0];
    for (int k = 0; k < folded.outputs(); k++) {
      int output = k;
      double deviation =
          Statistics.deviation(Arrays.stream(answers).mapToDouble(row -> row[output]).toArray());
      for (int i = 0; i < told.length && deviation > 0; i++) {
        double error = (predicted[i][k] - answers[i][k]) / deviation;
        told[i] += (1 - error * error) / folded.outputs();
      }
    }
    return told;
  }
}
