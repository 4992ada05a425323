package dev.unroll.internal.doctor.data;

import com.google.common.math.LongMath;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.source.csv.Csv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Windows of a series that are too short for what is to be forecast: a regression on the steps
 * before them too does much better. Those steps are in the windows before.
 */
final class ShortWindows implements DataCheck {

  /** Steps that are tried: so many times those of a window, within bounds. */
  private static final int TIMES = 4;

  private static final int LEAST_TRIED = 64;
  private static final int MOST_TRIED = 512;

  private static final int MOST_EXAMPLES = 1000;
  private static final int LEAST_EXAMPLES = 150;
  private static final int MOST_FEATURES = 20;
  private static final int FOLDS = 5;

  /** The squared error with more steps, as a share of that with a window's. */
  private static final double LESS = 0.6;

  private static final double ERRORS = 3;

  /** Steps are enough that leave less than this share of the gain. */
  private static final double LEFT = 0.1;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.REACH);
  }

  @Override
  public Examined of(Patient patient) {
    Sequences train = patient.dataset().train();
    int window = train.maxSteps();
    int tried = Math.min(MOST_TRIED, Math.max(LEAST_TRIED, TIMES * window));
    if (patient.target().numbers().isEmpty() || !train.sameLength() || tried <= window) {
      return Examined.WELL;
    }
    Series series = new Series(train);
    Target.Numbers numbers = patient.target().numbers().orElseThrow();
    int forecast = numbers.hasNaive() ? numbers.naive() : series.forecastFeature();
    if (forecast < 0) {
      return Examined.WELL;
    }
    List<Integer> chosen = series.withHistory(tried);
    if (chosen.size() < LEAST_EXAMPLES) {
      return Examined.WELL;
    }
    Sequences histories = series.histories(chosen, tried);
    List<Example> examples = Example.of(histories, false, chosen.size());
    double[][] answers = new double[chosen.size()][patient.target().names().size()];
    for (int i = 0; i < answers.length; i++) {
      int index = chosen.get(i);
      for (int k = 0; k < answers[i].length; k++) {
        answers[i][k] = train.number(index, k) - train.value(index, window - 1, forecast);
      }
    }
    int[] features = TellingFeatures.of(examples, answers, MOST_FEATURES);
    NewestSteps newest = new NewestSteps(tried, features);
    int[] reaches = newest.reaches();
    int own =
        IntStream.range(0, reaches.length)
            .filter(i -> reaches[i] >= window)
            .findFirst()
            .orElse(reaches.length - 1);
    int[] columns = IntStream.range(own, reaches.length).map(i -> newest.columns(i + 1)).toArray();
    int[] folds = new int[answers.length];
    Arrays.setAll(folds, i -> (int) ((long) i * FOLDS / answers.length));
    FoldedRidge ridge = new FoldedRidge(newest.of(examples), answers, folds);
    double[][] losses = new double[columns.length][];
    for (double l2 : new double[] {0.001, 0.01, 0.1, 1}) {
      double[][][] predicted = ridge.predict(columns, l2);
      for (int lead = 0; lead < columns.length; lead++) {
        double[] squares = squares(predicted[lead], answers);
        if (losses[lead] == null || Statistics.mean(squares) < Statistics.mean(losses[lead])) {
          losses[lead] = squares;
        }
      }
    }
    int[] spans = Arrays.copyOfRange(reaches, own, reaches.length);
    // From the oldest step to the newest.
    Arrays.setAll(spans, i -> (int) ((spans[i] - 1) * series.unit() + 1));
    return judged(patient, window, losses, spans);
  }

  private static double[] squares(double[][] predicted, double[][] answers) {
    double[] squares = new double[answers.length];
    for (int i = 0; i < squares.length; i++) {
      for (int k = 0; k < answers[i].length; k++) {
        double error = predicted[i][k] - answers[i][k];
        squares[i] += error * error / answers[i].length;
      }
    }
    return squares;
  }

  private static Examined judged(Patient patient, int window, double[][] losses, int[] reaches) {
    double[] means = Arrays.stream(losses).mapToDouble(Statistics::mean).toArray();
    int best = IntStream.range(0, means.length).reduce(0, (a, b) -> means[b] < means[a] ? b : a);
    double[] gained = new double[losses[0].length];
    Arrays.setAll(gained, i -> losses[0][i] - losses[best][i]);
    double gain = Statistics.mean(gained);
    double error = GroupError.of(gained, new int[gained.length]);
    if (means[best] > LESS * means[0] || gain < ERRORS * error) {
      return Examined.WELL;
    }
    int enough =
        IntStream.range(0, means.length)
            .filter(i -> means[i] - means[best] <= LEFT * gain)
            .findFirst()
            .orElse(best);
    int steps = reaches[enough];
    Mend mend =
        patient.recipe().data().settings() instanceof Csv csv && csv.window() > 0
            ? Mend.set("data.reader.window", steps)
            : Mend.byHand("give windows of " + steps + " steps, such as by the reader's lookback");
    return Examined.of(
        Finding.of(
            Kind.REACH,
            Level.SUSPECT,
            Text.of(
                "a linear model on the newest %d steps makes squared errors %s smaller than one on"
                    + " the %d of a window",
                steps, Text.percent(1 - means[enough] / means[0]), window),
            "windows are too short: what the forecast depends on lies before them",
            mend));
  }

  /** Windows as what they were cut from. */
  private static final class Series {

    private static final int MOST_COMPARED = 100;
    private static final int MOST_DELAY = 200;
    private static final double FOUND = 0.9;

    private final Sequences windows;
    private final int steps;

    /** Steps of the data that one step is here: more than 1 where steps alone are far apart. */
    private final long unit;

    /** Windows in the order of their first steps. */
    private final int[] order;

    private final long[] starts;

    Series(Sequences windows) {
      this.windows = windows;
      this.steps = windows.maxSteps();
      this.unit = steps > 1 ? 1 : hop(windows);
      order =
          IntStream.range(0, windows.size())
              .boxed()
              .sorted((a, b) -> Long.compare(first(a), first(b)))
              .mapToInt(Integer::intValue)
              .toArray();
      starts = Arrays.stream(order).mapToLong(this::first).toArray();
    }

    /** By how many steps windows of one step are apart at least, where all are by a multiple. */
    private static long hop(Sequences windows) {
      long hop = 0;
      for (int i = 1; i < windows.size(); i++) {
        long apart = Math.abs(windows.firstStep(i) - windows.firstStep(i - 1));
        hop = LongMath.gcd(hop, apart);
      }
      return Math.max(1, hop);
    }

    private long first(int window) {
      return windows.firstStep(window) / unit;
    }

    long unit() {
      return unit;
    }

    /**
     * The last window that begins at a step or before and has it, of a group; -1 where none has.
     */
    private int at(long step, int group) {
      int place = Arrays.binarySearch(starts, step);
      place = place < 0 ? -place - 2 : place;
      if (place < 0 || step >= starts[place] + steps || windows.group(order[place]) != group) {
        return -1;
      }
      return order[place];
    }

    /**
     * The feature whose later values are what is to be predicted; -1 where there is none, so that
     * windows next to each other need not be of one series.
     */
    int forecastFeature() {
      int end = Math.min(MOST_FEATURES, windows.features());
      int stride = Math.max(1, order.length / MOST_COMPARED);
      for (int feature = 0; feature < end; feature++) {
        for (int delay = 1; delay <= MOST_DELAY; delay++) {
          int found = 0;
          int compared = 0;
          for (int i = 0; i < order.length && (compared < 5 || found > 0); i += stride) {
            long step = starts[i] + steps - 1 + delay;
            int later = at(step, windows.group(order[i]));
            if (later >= 0) {
              compared++;
              float value = windows.value(later, (int) (step - first(later)), feature);
              found += value == windows.number(order[i], 0) ? 1 : 0;
            }
          }
          if (compared >= 10 && found > FOUND * compared && !constant(feature)) {
            return feature;
          }
        }
      }
      return -1;
    }

    private boolean constant(int feature) {
      float first = windows.value(0, 0, feature);
      return IntStream.range(0, windows.size())
          .allMatch(i -> windows.value(i, 0, feature) == first);
    }

    /** Some windows, in order, all of whose steps before are there, so many in all. */
    List<Integer> withHistory(int tried) {
      List<Integer> all = new ArrayList<>();
      for (int window : order) {
        long step = first(window) + steps - tried;
        boolean there = true;
        while (there && step < first(window)) {
          int earlier = at(step, windows.group(window));
          there = earlier >= 0;
          step = there ? first(earlier) + steps : step;
        }
        if (there) {
          all.add(window);
        }
      }
      int count = Math.min(MOST_EXAMPLES, all.size());
      return IntStream.range(0, count)
          .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
          .toList();
    }

    /** The newest steps up to the end of each window. */
    Sequences histories(List<Integer> chosen, int tried) {
      int features = windows.features();
      float[] values = new float[chosen.size() * tried * features];
      int[] groups = new int[chosen.size()];
      for (int i = 0; i < groups.length; i++) {
        int window = chosen.get(i);
        groups[i] = windows.group(window);
        long end = first(window) + steps;
        long step = end - tried;
        while (step < end) {
          int from = at(Math.min(step, first(window)), groups[i]);
          int first = (int) (step - first(from));
          int count = (int) Math.min(steps - first, end - step);
          float[] piece = windows.values(from, first, count);
          int place = (int) ((i + 1L) * tried - (end - step)) * features;
          System.arraycopy(piece, 0, values, place, piece.length);
          step += count;
        }
      }
      return Sequences.ofSteps(values, tried, features, new int[groups.length], groups);
    }
  }
}
