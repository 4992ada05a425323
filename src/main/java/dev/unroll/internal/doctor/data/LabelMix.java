package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Classes that are more frequent in one part than in another, by more than the draw of its groups
 * explains.
 */
final class LabelMix implements DataCheck {

  /** Half the sum of differences; a mild shift is common where others made the parts. */
  private static final double NOTE = 0.15;

  private static final double SUSPECT = 0.3;
  private static final double FAULT = 0.5;

  /** Chance that groups drawn at random differ as much. */
  private static final double CHANCE = 0.01;

  private static final int DRAWS = 300;
  private static final int MOST_DRAWN = 20;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.LABEL_MIX);
  }

  @Override
  public Examined of(Patient patient) {
    Target target = patient.target();
    if (!target.isClasses()) {
      return Examined.WELL;
    }
    List<Finding> findings = new ArrayList<>();
    Sequences train = patient.dataset().train();
    long[] trained = ClassMix.counts(train, target);
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      Sequences part = patient.dataset().split(split);
      if (part.isEmpty() || !findings.isEmpty()) {
        continue;
      }
      long[] counts = ClassMix.counts(part, target);
      double distance = ClassMix.distance(trained, counts);
      if (distance > NOTE && chance(patient, train, part, distance) < CHANCE) {
        findings.add(finding(target, split, trained, counts, distance));
      }
    }
    return new Examined(findings, pictures(patient));
  }

  /** How often parts of as many groups, drawn at random, differ as much. */
  private static double chance(Patient patient, Sequences train, Sequences part, double distance) {
    Target target = patient.target();
    Map<Integer, long[]> byGroup = new TreeMap<>();
    for (Sequences one : List.of(train, part)) {
      for (int i = 0; i < one.size(); i++) {
        long[] counts =
            byGroup.computeIfAbsent(one.group(i), group -> new long[target.names().size()]);
        target.classes(one, i).filter(label -> label >= 0).forEach(label -> counts[label]++);
      }
    }
    List<long[]> groups = new ArrayList<>(byGroup.values());
    int held = Math.min(groups.size() - 1, part.groups().size());
    Random random = new Random(patient.seed());
    int as = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Collections.shuffle(groups, random);
      long[] drawn = sum(groups.subList(0, held), target.names().size());
      long[] rest = sum(groups.subList(held, groups.size()), target.names().size());
      as += ClassMix.distance(rest, drawn) >= distance ? 1 : 0;
    }
    return (as + 1.0) / (DRAWS + 1);
  }

  private static long[] sum(List<long[]> groups, int classes) {
    long[] sum = new long[classes];
    for (long[] group : groups) {
      for (int k = 0; k < classes; k++) {
        sum[k] += group[k];
      }
    }
    return sum;
  }

  private static Finding finding(
      Target target, Split split, long[] trained, long[] counts, double distance) {
    double[] before = ClassMix.shares(trained);
    double[] here = ClassMix.shares(counts);
    double[] more = new double[before.length];
    Arrays.setAll(more, k -> Math.abs(here[k] - before[k]));
    int worst = Statistics.largest(more);
    return Finding.of(
        Kind.LABEL_MIX,
        distance > FAULT ? Level.FAULT : distance > SUSPECT ? Level.SUSPECT : Level.NOTE,
        Text.of(
            "the %s part is %s %s, training %s; %s of its labels would have to be others to be"
                + " mixed alike",
            split.label(),
            Text.percent(here[worst]),
            target.names().get(worst),
            Text.percent(before[worst]),
            Text.percent(distance)),
        "the parts were not drawn alike, as where a split follows the order of a file",
        Mend.byHand(
            "divide by chance, in a table by data.reader.split: {type: by-group}, or mend the"
                + " column that tells the parts"));
  }

  private static List<Picture> pictures(Patient patient) {
    Target target = patient.target();
    if (target.names().size() > MOST_DRAWN) {
      return List.of();
    }
    Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      Sequences part = patient.dataset().split(split);
      if (!part.isEmpty()) {
        double[] shares = ClassMix.shares(ClassMix.counts(part, target));
        Map<String, Double> heights = new LinkedHashMap<>();
        for (int k = 0; k < shares.length; k++) {
          heights.put(target.names().get(k), shares[k]);
        }
        bars.put(split.label(), heights);
      }
    }
    String unit = target.perStep() ? "share of the steps" : "share of the sequences";
    return List.of(new Picture.Bars("classes in each part", unit, bars));
  }
}
