package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.Set;

/**
 * Steps that are in training and in a held-out part, as where windows overlap and are divided at
 * random.
 *
 * <p>Signals of few values repeat themselves by chance. How often is seen by the held-out sequences
 * read backwards, which no overlap brings into training: only what is found beyond that counts.
 */
final class SameWindows implements DataCheck {

  private static final int LEAST_STEPS = 8;

  /** What a run must tell, so that none of 10^9 is there twice by chance. */
  private static final double BITS = 64;

  /** A feature's values are hardly independent: it tells no more a step. */
  private static final double MOST_BITS_OF_FEATURE = 6;

  /** Chance explains no more than so much of what is found. */
  private static final double TIMES_CHANCE = 3;

  private static final double SUSPECT = 0.01;
  private static final double FAULT = 0.05;
  private static final int LEAST_SEQUENCES = 2;

  /** Numbers of training that are looked at. */
  private static final long MOST_VALUES = 30_000_000;

  private static final int MOST_HELD = 400;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.SAME_WINDOWS);
  }

  @Override
  public Examined of(Patient patient) {
    Sequences test = patient.sample(Split.TEST);
    Sequences validation = patient.sample(Split.VALIDATION);
    if (test.isEmpty() && validation.isEmpty()) {
      return Examined.WELL;
    }
    int steps = runLength(patient);
    Sequences train = patient.dataset().train();
    long values = 0;
    long runs = 0;
    for (int i = 0; i < train.size(); i++) {
      values += train.length(i) * (long) train.features();
    }
    train = values > MOST_VALUES ? patient.sample(Split.TRAIN) : train;
    for (int i = 0; i < train.size(); i++) {
      runs += Math.max(0, train.length(i) - steps + 1);
    }
    if (runs == 0) {
      return Examined.WELL;
    }
    StepRuns finder = new StepRuns(steps);
    StepRuns.Seen seen = new StepRuns.Seen(runs);
    for (int i = 0; i < train.size(); i++) {
      for (long run : finder.of(StepRuns.steps(train, i))) {
        if (run != 0) {
          seen.add(run);
        }
      }
    }
    for (Split split : new Split[] {Split.TEST, Split.VALIDATION}) {
      Sequences held = patient.sample(split);
      Shared shared = Shared.of(held, finder, seen);
      double share = shared.forward - shared.backward;
      if (share > SUSPECT
          && shared.forward > TIMES_CHANCE * shared.backward
          && shared.sequences >= LEAST_SEQUENCES) {
        return Examined.of(
            Finding.of(
                Kind.SAME_WINDOWS,
                share > FAULT ? Level.FAULT : Level.SUSPECT,
                Text.of(
                    "%s of the %s steps occur in training sequences too",
                    Text.percent(shared.forward), split.label()),
                "windows that overlap, or copies, lie in both parts: the score tells how well the"
                    + " network remembers them",
                Mend.byHand(
                    "keep what overlaps on one side: name the recording as the reader's group, such"
                        + " as data.reader.columns.group, or divide by time, data.reader.split:"
                        + " {type: by-time}")));
      }
    }
    return Examined.WELL;
  }

  /** Steps that tell enough, by how many values the features have. */
  private static int runLength(Patient patient) {
    double bits = 0;
    for (double[] values : patient.channels(Split.TRAIN)) {
      int distinct = Channels.distinct(values, 64);
      bits += Math.min(MOST_BITS_OF_FEATURE, Math.log(distinct) / Math.log(2));
    }
    bits *= patient.dataset().schema().features() / (double) patient.dataset().signals().size();
    return bits == 0 ? Integer.MAX_VALUE : (int) Math.max(LEAST_STEPS, Math.ceil(BITS / bits));
  }

  /**
   * What of a part is in training.
   *
   * @param forward share of its steps
   * @param backward of its steps as they are backwards
   * @param sequences that have such steps
   */
  private record Shared(double forward, double backward, int sequences) {

    static Shared of(Sequences held, StepRuns finder, StepRuns.Seen seen) {
      long all = 0;
      long forward = 0;
      long backward = 0;
      int sequences = 0;
      int count = Math.min(MOST_HELD, held.size());
      for (int i = 0; i < count; i++) {
        long[] steps = StepRuns.steps(held, (int) ((long) i * held.size() / count));
        all += steps.length;
        int found = covered(finder.of(steps), finder.steps(), seen);
        forward += found;
        sequences += found > 0 ? 1 : 0;
        for (int t = 0; t < steps.length / 2; t++) {
          long kept = steps[t];
          steps[t] = steps[steps.length - 1 - t];
          steps[steps.length - 1 - t] = kept;
        }
        backward += covered(finder.of(steps), finder.steps(), seen);
      }
      return new Shared(
          forward / (double) Math.max(1, all), backward / (double) Math.max(1, all), sequences);
    }

    /** Steps that lie in a run that was seen. */
    private static int covered(long[] runs, int steps, StepRuns.Seen seen) {
      int covered = 0;
      int end = 0;
      for (int first = 0; first < runs.length; first++) {
        if (seen.has(runs[first])) {
          covered += first + steps - Math.max(end, first);
          end = first + steps;
        }
      }
      return covered;
    }
  }
}
