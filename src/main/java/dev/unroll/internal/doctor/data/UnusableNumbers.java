package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.SignalGaps;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Numbers that are no measurements: not finite, a code for what is missing, one value for all. */
final class UnusableNumbers implements DataCheck {

  /** Beyond any measurement; squares of it are no longer finite. */
  private static final double ABSURD = 1e18;

  /** A code is so many deviations from the other values, and as far from the nearest of them. */
  private static final double FAR = 10;

  private static final double EMPTY = 5;

  /** Share of steps that a code has; less where it looks like one. */
  private static final double SHARE = 0.01;

  private static final double SHARE_OF_CODE = 0.001;
  private static final int LEAST_COUNT = 3;

  /** A feature with fewer values is a choice, not an amount. */
  private static final int LEAST_VALUES = 10;

  /** Codes that a feature may have. */
  private static final int MOST_CODES = 3;

  /** Share of a feature that is made up. */
  private static final double FILLED = 0.2;

  /** Whole numbers of so many values, of which neighbours in time have nothing in common. */
  private static final int CATEGORIES = 40;

  private static final double UNORDERED = 0.1;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.UNUSABLE_NUMBERS);
  }

  @Override
  public Examined of(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    List<String> names = patient.channelNames();
    double[][] train = patient.channels(Split.TRAIN);
    boolean frames = patient.dataset().schema().frame().isPresent();
    List<String> constant = new ArrayList<>();
    for (int channel = 0; channel < names.size(); channel++) {
      Optional<Finding> found = absurd(patient, channel);
      found = found.isPresent() ? found : code(names.get(channel), train[channel]);
      if (found.isEmpty() && !frames) {
        found = category(patient, channel);
      }
      found.ifPresent(findings::add);
      if (Channels.distinct(train[channel], 2) < 2) {
        constant.add(names.get(channel));
      }
    }
    if (!constant.isEmpty()) {
      findings.add(
          Finding.of(
              Kind.UNUSABLE_NUMBERS,
              Level.NOTE,
              Text.of(
                  "%s never %s in training",
                  some(constant), constant.size() == 1 ? "changes" : "change"),
              "it tells nothing, and what else it is in other data the network has not seen",
              Mend.byHand("leave it out of the features")));
    }
    filled(patient).ifPresent(findings::add);
    return Examined.of(findings.toArray(Finding[]::new));
  }

  private static String some(List<String> names) {
    int most = 4;
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
  }

  private static Optional<Finding> absurd(Patient patient, int channel) {
    for (Split split : Split.values()) {
      for (double value : patient.channels(split)[channel]) {
        if (!(Math.abs(value) < ABSURD)) {
          return Optional.of(
              Finding.of(
                  Kind.UNUSABLE_NUMBERS,
                  Level.FAULT,
                  Text.of(
                      "%s is %s in the %s part",
                      patient.channelNames().get(channel), Text.number(value), split.label()),
                  "one such number makes the loss and all weights not a number",
                  Mend.byHand(
                      "mend the data: leave such cells empty and set data.reader.missing to"
                          + " interpolate")));
        }
      }
    }
    return Optional.empty();
  }

  /** The least or the greatest value, where it is far from all others and frequent. */
  private static Optional<Finding> code(String name, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int from = 0;
    int to = sorted.length;
    for (int i = 0; i < MOST_CODES && to - from > LEAST_VALUES; i++) {
      int low = from;
      while (low < to && sorted[low] == sorted[from]) {
        low++;
      }
      int high = to;
      while (high > from && sorted[high - 1] == sorted[to - 1]) {
        high--;
      }
      double[] above = Arrays.copyOfRange(sorted, low, to);
      double[] below = Arrays.copyOfRange(sorted, from, Math.max(from, high));
      if (isCode(sorted[from], low - from, above)) {
        return Optional.of(
            finding(name, sorted[from], (low - from) / (double) values.length, above));
      }
      if (isCode(sorted[to - 1], to - high, below)) {
        return Optional.of(
            finding(name, sorted[to - 1], (to - high) / (double) values.length, below));
      }
      // A second code may hide the first: its few values count among the others.
      boolean lowest =
          above.length > 0
              && below.length > 0
              && distance(sorted[from], above) > distance(sorted[to - 1], below);
      from = lowest ? low : from;
      to = lowest ? to : high;
    }
    return Optional.empty();
  }

  private static double distance(double value, double[] others) {
    double deviation = Statistics.deviation(others);
    return deviation > 0 ? Math.abs(value - Statistics.mean(others)) / deviation : 0;
  }

  /**
   * @param others sorted
   */
  private static boolean isCode(double value, int count, double[] others) {
    if (count < LEAST_COUNT || Channels.distinct(others, LEAST_VALUES) < LEAST_VALUES) {
      return false;
    }
    double deviation = Statistics.deviation(others);
    double gap = Math.min(Math.abs(value - others[0]), Math.abs(others[others.length - 1] - value));
    double share = count / (double) (count + others.length);
    return distance(value, others) > FAR
        && gap > EMPTY * deviation
        && share >= (looksLikeCode(value) ? SHARE_OF_CODE : SHARE);
  }

  /** -999, 9999, 65535, -32768 and the like. */
  private static boolean looksLikeCode(double value) {
    double size = Math.abs(value);
    if (value != Math.rint(value) || size < 99) {
      return false;
    }
    String digits = Text.of("%.0f", size);
    long number = (long) size;
    return digits.matches("9+0*|8+")
        || Long.bitCount(number) == 1
        || Long.bitCount(number + 1) == 1;
  }

  private static Finding finding(String name, double value, double share, double[] others) {
    return Finding.of(
        Kind.UNUSABLE_NUMBERS,
        Level.FAULT,
        Text.of(
            "%s is %s in %s of the steps, %.0f deviations from the other values",
            name, Text.number(value), Text.percent(share), distance(value, others)),
        "it is a code for what is missing, not an amount, and what is an amount is nothing beside"
            + " it",
        Mend.byHand(
            "leave those cells empty and set data.reader.missing to interpolate, or name the code"
                + " as missing"));
  }

  /** Numbers of things, such as words, taken as an amount. */
  private static Optional<Finding> category(Patient patient, int channel) {
    double[] values = patient.channels(Split.TRAIN)[channel];
    if (!Channels.whole(values) || Channels.distinct(values, CATEGORIES) < CATEGORIES) {
      return Optional.empty();
    }
    Sequences train = patient.sample(Split.TRAIN);
    if (Math.abs(LagCorrelation.alongSteps(train, channel)) > UNORDERED) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            Kind.UNUSABLE_NUMBERS,
            Level.NOTE,
            Text.of(
                "%s has whole numbers alone, and those of neighbouring steps have nothing in common",
                patient.channelNames().get(channel)),
            "if they number things such as words, their size means nothing",
            Mend.byHand("give each thing a feature of its own, 1 where it is and 0 elsewhere")));
  }

  private static Optional<Finding> filled(Patient patient) {
    Optional<SignalGaps> gaps = patient.dataset().train().gaps();
    if (gaps.isEmpty()) {
      return Optional.empty();
    }
    Sequences train = patient.dataset().train();
    long steps = 0;
    for (int i = 0; i < train.size(); i++) {
      steps += train.length(i);
    }
    List<String> names = patient.channelNames();
    for (int channel = 0; channel < names.size(); channel++) {
      double share = gaps.get().filled().get(channel) / (double) Math.max(1, steps);
      if (share > FILLED) {
        return Optional.of(
            Finding.of(
                Kind.UNUSABLE_NUMBERS,
                Level.NOTE,
                Text.of(
                    "%s of %s were missing and are made up from their neighbours",
                    Text.percent(Math.min(1, share)), names.get(channel)),
                "",
                Mend.byHand(
                    "leave long gaps out, in a table by data.reader.longestGap, or the feature")));
      }
    }
    return Optional.empty();
  }
}
