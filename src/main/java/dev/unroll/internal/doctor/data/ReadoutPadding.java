package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A readout that reads what is no part of a sequence, or that a half of the network has not come
 * to: the padded end, steps that only fill up, the backward half at the last step.
 */
final class ReadoutPadding implements DataCheck {

  /** A tail is so much of the steps, in so many sequences: longer than a sensor that rests. */
  private static final double TAIL = 0.2;

  private static final double SEQUENCES_WITH_TAIL = 0.1;

  /** Heads of the same kind are a background, not padding, where they are as frequent. */
  private static final double TAILS_A_HEAD = 2;

  /** Padding is of many lengths. */
  private static final int LENGTHS = 3;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.PADDING);
  }

  @Override
  public Examined of(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    List<Placed> layers = Placed.all(patient.recipe().model().layers());
    for (Placed placed : layers) {
      if (placed.layer() instanceof Readout readout) {
        unequal(patient, placed, readout).ifPresent(findings::add);
        backward(placed, readout).ifPresent(findings::add);
      }
    }
    if (!patient.target().perStep()) {
      tails(patient, layers).ifPresent(findings::add);
    }
    return Examined.of(findings.toArray(Finding[]::new));
  }

  private static Optional<Finding> unequal(Patient patient, Placed placed, Readout readout) {
    if (readout.take() != Readout.Take.LAST || patient.dataset().sameLength()) {
      return Optional.empty();
    }
    Sequences train = patient.dataset().train();
    int longest = patient.dataset().maxSteps();
    long shorter = IntStream.range(0, train.size()).filter(i -> train.length(i) < longest).count();
    return Optional.of(
        Finding.of(
            Kind.PADDING,
            Level.FAULT,
            Text.of(
                "%s of the sequences end before the longest does, and the readout 'last' reads"
                    + " zeros there",
                Text.percent(shorter / (double) train.size())),
            "what the network made of a shorter sequence does not reach the output",
            Mend.set(placed.path() + ".take", takes(placed))));
  }

  /** What to take instead. */
  private static String takes(Placed placed) {
    Recurrent recurrent = placed.nearest(Recurrent.class);
    if (recurrent == null || !recurrent.bidirectional()) {
      return "last-valid";
    }
    return placed.follows(Recurrent.class) ? "both-ends" : "mean";
  }

  private static Optional<Finding> backward(Placed placed, Readout readout) {
    boolean last = readout.take() == Readout.Take.LAST || readout.take() == Readout.Take.LAST_VALID;
    Recurrent recurrent = placed.nearest(Recurrent.class);
    if (!last || recurrent == null || !recurrent.bidirectional()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            Kind.PADDING,
            Level.SUSPECT,
            "the readout takes the last step of a bidirectional network",
            "the backward half has seen one step there: half of the network is of no use",
            Mend.set(placed.path() + ".take", takes(placed))));
  }

  private static Optional<Finding> tails(Patient patient, List<Placed> layers) {
    Sequences train = patient.sample(Split.TRAIN);
    Map<List<Float>, List<Integer>> tails = new HashMap<>();
    Map<List<Float>, Integer> heads = new HashMap<>();
    for (int i = 0; i < train.size(); i++) {
      int steps = train.length(i);
      int least = (int) Math.max(2, Math.ceil(TAIL * steps));
      float[] values = train.values(i);
      int tail = constant(values, train.features(), steps - 1, -1);
      int head = constant(values, train.features(), 0, 1);
      if (tail >= least && tail < steps) {
        tails
            .computeIfAbsent(step(values, train.features(), steps - 1), value -> new ArrayList<>())
            .add(tail);
      }
      if (head >= least && head < steps) {
        heads.merge(step(values, train.features(), 0), 1, Integer::sum);
      }
    }
    for (Map.Entry<List<Float>, List<Integer>> entry : tails.entrySet()) {
      List<Integer> found = entry.getValue();
      int alike = heads.getOrDefault(entry.getKey(), 0);
      if (found.size() >= SEQUENCES_WITH_TAIL * train.size()
          && found.size() > TAILS_A_HEAD * alike) {
        boolean varied = found.stream().distinct().count() >= LENGTHS;
        boolean reads = layers.stream().anyMatch(ReadoutPadding::readsEnd);
        double mean = found.stream().mapToInt(Integer::intValue).average().orElse(0);
        return Optional.of(
            Finding.of(
                Kind.PADDING,
                reads && varied ? Level.FAULT : reads || varied ? Level.SUSPECT : Level.NOTE,
                Text.of(
                    "%s of the sequences end with the same values over and over, %.0f steps of %d"
                        + " on average",
                    Text.percent(found.size() / (double) train.size()), mean, train.maxSteps()),
                reads
                    ? "they are filled up to one length, and the readout takes what the network"
                        + " made of the filling"
                    : "they are filled up to one length, and the network takes the filling for"
                        + " measurements",
                Mend.byHand(
                    "leave the filling out: end each sequence with its last measured step, in a"
                        + " table by empty cells")));
      }
    }
    return Optional.empty();
  }

  private static boolean readsEnd(Placed placed) {
    boolean alone = !placed.path().contains(".branches."); // others may read the rest
    return alone
        && placed.layer() instanceof Readout readout
        && Set.of(Readout.Take.LAST, Readout.Take.LAST_VALID, Readout.Take.BOTH_ENDS)
            .contains(readout.take());
  }

  /** Steps in a row from one on that are equal to it in all features. */
  private static int constant(float[] values, int features, int from, int way) {
    int steps = values.length / features;
    int count = 1;
    for (int t = from + way; t >= 0 && t < steps; t += way) {
      for (int f = 0; f < features; f++) {
        if (values[t * features + f] != values[from * features + f]) {
          return count;
        }
      }
      count++;
    }
    return count;
  }

  private static List<Float> step(float[] values, int features, int step) {
    Float[] boxed = new Float[features];
    Arrays.setAll(boxed, f -> values[step * features + f] + 0f);
    return List.of(boxed);
  }
}
