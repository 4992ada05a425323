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
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Test windows that lie between training windows in one recording.
 *
 * <p>Independent trials in any order have neighbours in their file too, but those are no more alike
 * than others of their class: only where a window goes on where the one before it ended is there a
 * common clock.
 */
final class TimeLeak implements DataCheck {

  /** Of held-out windows between two of training; by time there are none. */
  private static final double SUSPECT = 0.1;

  private static final double FAULT = 0.3;

  /** From a window's end to the next one's beginning, as a share of the way to any other's. */
  private static final double GOES_ON = 0.5;

  private static final int LEAST_PAIRS = 20;
  private static final int MOST_PAIRS = 2000;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TIME_LEAK);
  }

  /** A sequence where it lies in its set. */
  private record Place(Split split, Sequences from, int index) {
    long first() {
      return from.firstStep(index);
    }

    int group() {
      return from.group(index);
    }

    long end() {
      return first() + from.length(index);
    }
  }

  @Override
  public Examined of(Patient patient) {
    Sequences train = patient.dataset().train();
    for (Split split : new Split[] {Split.TEST, Split.VALIDATION}) {
      Sequences held = patient.dataset().split(split);
      if (held.size() < 2 || !held.sharesValuesWith(train)) {
        continue;
      }
      List<Place> places = new ArrayList<>();
      for (int i = 0; i < train.size(); i++) {
        places.add(new Place(Split.TRAIN, train, i));
      }
      for (int i = 0; i < held.size(); i++) {
        places.add(new Place(split, held, i));
      }
      places.sort(Comparator.comparingLong(Place::first));
      boolean grouped = train.groups().size() < train.size() / 2;
      double share = between(places, split, grouped) / (double) held.size();
      if (share > SUSPECT && goesOn(patient, places)) {
        return Examined.of(
            Finding.of(
                Kind.TIME_LEAK,
                share > FAULT ? Level.FAULT : Level.SUSPECT,
                Text.of(
                    "%s of the %s windows lie between two training windows, and the recording goes"
                        + " on from one to the next",
                    Text.percent(share), split.label()),
                "one series was divided at random: what is asked of the test part was nearly seen in"
                    + " training",
                Mend.byHand(
                    "divide by time, data.reader.split: {type: by-time}, or keep each recording on"
                        + " one side by data.reader.columns.group")));
      }
    }
    return Examined.WELL;
  }

  /** Held-out windows between two of training, all of one recording as far as the data tell. */
  private static int between(List<Place> places, Split split, boolean grouped) {
    int count = 0;
    for (int i = 1; i + 1 < places.size(); i++) {
      Place here = places.get(i);
      boolean between =
          places.get(i - 1).split() == Split.TRAIN && places.get(i + 1).split() == Split.TRAIN;
      boolean one =
          !grouped
              || (here.group() == places.get(i - 1).group()
                  && here.group() == places.get(i + 1).group());
      count += here.split() == split && between && one ? 1 : 0;
    }
    return count;
  }

  private static boolean goesOn(Patient patient, List<Place> places) {
    Random random = new Random(patient.seed());
    boolean oneClass = patient.target().kind() == Target.Kind.ONE_CLASS;
    double neighbours = 0;
    double others = 0;
    int pairs = 0;
    int stride = Math.max(1, places.size() / MOST_PAIRS);
    for (int i = 0; i + 1 < places.size(); i += stride) {
      Place one = places.get(i);
      Place next = places.get(i + 1);
      Place other = places.get(random.nextInt(places.size()));
      for (int tries = 0; oneClass && tries < 20 && label(other) != label(next); tries++) {
        other = places.get(random.nextInt(places.size()));
      }
      if (oneClass && (label(one) != label(next) || label(other) != label(next))) {
        continue;
      }
      // Windows that share steps go on for sure.
      neighbours += next.first() < one.end() ? 0 : distance(one, next, patient);
      others += distance(one, other, patient);
      pairs++;
    }
    return pairs >= LEAST_PAIRS && neighbours < GOES_ON * others;
  }

  private static int label(Place place) {
    return place.from().label(place.index());
  }

  /** From the end of one to the beginning of another, in deviations. */
  private static double distance(Place one, Place other, Patient patient) {
    float[] end = one.from().values(one.index(), one.from().length(one.index()) - 1, 1);
    float[] begin = other.from().values(other.index(), 0, 1);
    double sum = 0;
    for (int f = 0; f < end.length; f++) {
      double deviation = patient.deviation(f);
      sum += deviation > 0 ? Math.abs(end[f] - begin[f]) / deviation : 0;
    }
    return sum / end.length;
  }
}
