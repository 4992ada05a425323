package dev.unroll.data;

import static dev.unroll.check.Check.positive;

import java.util.ArrayList;
import java.util.List;

/**
 * Which windows of which sequences make up the batch of a step, where a state is carried: a lane
 * takes the windows of a sequence one after the other, then those of the next sequence that is due.
 * The answer depends on the seed and the step alone.
 */
public final class WindowPlan {

  private final Sequences sequences;
  private final int lanes;
  private final int window;
  private final long seed;
  private long epochOfSteps = -1;
  private List<List<Window>> steps = List.of();

  /**
   * A window.
   *
   * @param lane where its sequence is taken
   * @param sequence index
   * @param firstStep of the window
   * @param steps of the window
   */
  public record Window(int lane, int sequence, int firstStep, int steps) {
    /** Whether it is the first of its sequence. */
    public boolean first() {
      return firstStep == 0;
    }
  }

  /**
   * @param lanes sequences at a time
   * @param window steps of a window, the last of a sequence may have fewer
   */
  public WindowPlan(Sequences sequences, int lanes, int window, long seed) {
    this.sequences = sequences;
    this.lanes = positive("batch size", lanes);
    this.window = positive("window", window);
    this.seed = seed;
    positive("training sequences", sequences.size());
  }

  /** Steps in which every sequence is seen once, as shuffled for the first epoch. */
  public int stepsPerEpoch() {
    return steps(0).size();
  }

  /** The windows of step {@code step}, counted from 0, at most one a lane. */
  public List<Window> windows(long step) {
    long epoch = epoch(step);
    return steps(epoch).get((int) (step - firstStep(epoch)));
  }

  /**
   * The epoch of a step, both counted from 0. Lanes run dry at different times, so that epochs
   * differ a little in steps: those beyond an epoch's last step begin the next.
   */
  public long epoch(long step) {
    long left = step;
    for (long epoch = 0; ; epoch++) {
      int count = epochSteps(epoch);
      if (left < count) {
        return epoch;
      }
      left -= count;
    }
  }

  /** The first step of an epoch that {@link #epoch} has given. */
  public long firstStep(long epoch) {
    long first = 0;
    for (long before = 0; before < epoch; before++) {
      first += epochSteps(before);
    }
    return first;
  }

  private final List<Integer> counts = new ArrayList<>();

  private int epochSteps(long epoch) {
    if (epoch == counts.size()) {
      counts.add(steps(epoch).size());
    }
    return counts.get((int) epoch);
  }

  private List<List<Window>> steps(long epoch) {
    if (epoch != epochOfSteps) {
      steps = plan(Sequences.permutation(sequences.size(), seed * 1_000_003 + epoch));
      epochOfSteps = epoch;
    }
    return steps;
  }

  private List<List<Window>> plan(int[] order) {
    List<List<Window>> all = new ArrayList<>();
    int[] used = new int[lanes];
    for (int sequence : order) {
      int lane = 0;
      for (int other = 1; other < lanes; other++) {
        if (used[other] < used[lane]) {
          lane = other;
        }
      }
      for (int first = 0; first < sequences.length(sequence); first += window) {
        if (used[lane] == all.size()) {
          all.add(new ArrayList<>());
        }
        int count = Math.min(window, sequences.length(sequence) - first);
        all.get(used[lane]++).add(new Window(lane, sequence, first, count));
      }
    }
    return all;
  }
}
