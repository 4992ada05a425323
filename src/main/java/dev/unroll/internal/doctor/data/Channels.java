package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The values of channels: of features, or of the channels of a pixel where steps are images. */
final class Channels {

  /** Values of a channel. */
  private static final int MOST_VALUES = 20_000;

  private static final int MOST_IN_ALL = 4_000_000;

  private Channels() {}

  /**
   * Values of all steps, or of some evenly among them, in order.
   *
   * @param channels of a step, that take turns in its numbers
   * @return [channels, values]
   */
  static double[][] values(Sequences sequences, int channels) {
    long all = 0;
    int turns = sequences.features() / channels;
    for (int i = 0; i < sequences.size(); i++) {
      all += sequences.length(i) * (long) turns;
    }
    int most = Math.max(1, Math.min(MOST_VALUES, MOST_IN_ALL / channels));
    int count = (int) Math.min(most, all);
    double[][] values = new double[channels][count];
    long place = 0;
    int next = 0;
    for (int i = 0; i < sequences.size(); i++) {
      long here = sequences.length(i) * (long) turns;
      if (next < count && at(next, count, all) < place + here) {
        float[] own = sequences.values(i);
        while (next < count && at(next, count, all) < place + here) {
          int first = (int) (at(next, count, all) - place) * channels;
          for (int channel = 0; channel < channels; channel++) {
            values[channel][next] = own[first + channel];
          }
          next++;
        }
      }
      place += here;
    }
    return values;
  }

  /** The place of a value that is taken: somewhere in its share, so that no rhythm is hit. */
  private static long at(int taken, int count, long all) {
    long first = taken * all / count;
    long size = (taken + 1L) * all / count - first;
    return first + ((taken * 0x9E3779B9L) >>> 8) % size;
  }

  /** How many values differ, up to {@code most}. */
  static int distinct(double[] values, int most) {
    Set<Double> seen = new HashSet<>();
    for (double value : values) {
      seen.add(value);
      if (seen.size() == most) {
        break;
      }
    }
    return seen.size();
  }

  /** Whether there are whole numbers alone. */
  static boolean whole(double[] values) {
    return Arrays.stream(values).allMatch(value -> value == Math.rint(value));
  }
}
