package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;

/**
 * Runs of steps as 64-bit hashes, to be found again in another sequence. Values are told apart as
 * 16-bit floats would, so that a number that was written and read again is the same. Runs in which
 * little changes are left out: a sensor at rest looks the same every day.
 */
final class StepRuns {

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** Bits of a 32-bit float that a 16-bit one lacks. */
  private static final int LOST_BITS = 13;

  private final int steps;
  private final long leadingFactor;

  /**
   * @param steps of a run
   */
  StepRuns(int steps) {
    this.steps = steps;
    long factor = 1;
    for (int i = 0; i < steps; i++) {
      factor *= FACTOR;
    }
    this.leadingFactor = factor;
  }

  int steps() {
    return steps;
  }

  /** A hash of each step of a sequence. */
  static long[] steps(Sequences sequences, int index) {
    int features = sequences.features();
    float[] values = sequences.values(index);
    long[] hashes = new long[values.length / features];
    for (int t = 0; t < hashes.length; t++) {
      long hash = 1;
      for (int f = 0; f < features; f++) {
        int bits = Float.floatToIntBits(values[t * features + f] + 0f);
        hash = (hash ^ ((bits + (1 << (LOST_BITS - 1))) >>> LOST_BITS)) * FACTOR;
        hash ^= hash >>> 29;
      }
      hashes[t] = hash;
    }
    return hashes;
  }

  /**
   * The hash of each run.
   *
   * @param hashes of steps
   * @return one for each first step; 0 where little changes in it
   */
  long[] of(long[] hashes) {
    int count = Math.max(0, hashes.length - steps + 1);
    long[] runs = new long[count];
    long hash = 0;
    int changes = 0;
    for (int t = 0; t < hashes.length; t++) {
      hash = hash * FACTOR + hashes[t];
      changes += t > 0 && hashes[t] != hashes[t - 1] ? 1 : 0;
      int first = t - steps + 1;
      if (first > 0) {
        hash -= hashes[first - 1] * leadingFactor;
        changes -= hashes[first] != hashes[first - 1] ? 1 : 0;
      }
      if (first >= 0) {
        runs[first] = changes >= steps / 2 ? hash | 1 : 0;
      }
    }
    return runs;
  }

  /** Hashes that were seen, without their counts. */
  static final class Seen {
    private final long[] table;

    /**
     * @param most so many at most
     */
    Seen(long most) {
      int size = 1024;
      while (size < 2 * most) {
        size *= 2;
      }
      table = new long[size];
    }

    void add(long hash) {
      table[place(hash)] = hash;
    }

    boolean has(long hash) {
      return hash != 0 && table[place(hash)] == hash;
    }

    private int place(long hash) {
      int mask = table.length - 1;
      int place = (int) ((hash * FACTOR) >>> 32) & mask;
      while (table[place] != 0 && table[place] != hash) {
        place = (place + 1) & mask;
      }
      return place;
    }
  }
}
