package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.BOTTLENECK;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.CONTRADICTIONS;
import static dev.unroll.doctor.finding.Kind.GAP;
import static dev.unroll.doctor.finding.Kind.INPUT_SHIFT;
import static dev.unroll.doctor.finding.Kind.LEARNING_RATE;
import static dev.unroll.doctor.finding.Kind.NO_SIGNAL;
import static dev.unroll.doctor.finding.Kind.REACH;
import static dev.unroll.doctor.finding.Kind.SCORE_NOISE;
import static dev.unroll.doctor.finding.Kind.TOO_FEW_STEPS;

import java.util.List;
import java.util.Random;

/** Forecasts that are no better than saying what was last, and networks that are well. */
final class ForecastCases {

  static final List<Case> ALL = List.of(shifted(), brilliant(), oneStep(), slow(), honest());

  private ForecastCases() {}

  private static String reader(int window, int ahead) {
    return "{type: csv, columns: {sequence: '', time: ''}, window: %d, stride: 2,".formatted(window)
        + " target: {type: ahead, columns: [x], rows: [%d]},".formatted(ahead)
        + " split: {type: by-time, test: 0.2, validation: 0.2}}";
  }

  private static final String GRU =
      "layers: [{type: recurrent, cell: {type: gru, units: 24}}, {type: readout}],"
          + " regression: {loss: mse}";

  private static final String LONG =
      "learningRate: 0.006, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 40, schedule: cosine";

  /** A series with a day of 24 steps, a second season and noise that lasts for some steps. */
  private static CsvFile seasons(double trend) {
    return new CsvFile(
        "seasons",
        "x",
        sink -> {
          Random random = new Random(33);
          double noise = 0;
          for (int step = 0; step < 2600; step++) {
            noise = 0.6 * noise + 0.3 * random.nextGaussian();
            double x = 10 + trend * step + 3 * Math.sin(2 * Math.PI * step / 24);
            sink.row((float) (x + 1.5 * Math.sin(2 * Math.PI * step / 9.3 + 1) + noise));
          }
        });
  }

  private static CsvFile walk() {
    return new CsvFile(
        "walk",
        "x",
        sink -> {
          Random random = new Random(32);
          double x = 50;
          for (int step = 0; step < 2600; step++) {
            x += 0.02 * (50 - x) + random.nextGaussian();
            sink.row((float) x);
          }
        });
  }

  /**
   * The forecast is the series, shifted by one.
   *
   * <p>The walk is drawn back a little, so that all parts have the same range.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/2856">keras 2856</a>
   */
  static Case shifted() {
    Setup sick = Setup.of("o32", walk(), reader(32, 1), GRU, LONG);
    return Case.of("O32", "it says what was last", sick, sick.on(seasons(0)), BASELINES, NO_SIGNAL)
        .also(CONTRADICTIONS, INPUT_SHIFT, COLLAPSE, REACH);
  }

  /**
   * A handful of parameters and a window of one step look brilliant on a series with trend and
   * season.
   *
   * @see <a href="https://datascience.stackexchange.com/questions/85961">85961</a>
   */
  static Case brilliant() {
    Setup sick =
        Setup.of(
            "o33",
            seasons(0.002),
            reader(1, 1),
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 2}}, {type: readout}],"
                + " regression: {loss: mse}",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 20");
    Setup well =
        Setup.of(
            "o33-well",
            seasons(0.002),
            reader(32, 1),
            "layers: [{type: recurrent, cell: {type: gru, units: 24}}, {type: readout}],"
                + " regression: {loss: mse, predictChange: true}",
            LONG);
    return Case.of("O33", "no better than the last value", sick, well, BASELINES)
        .also(
            CONTRADICTIONS,
            REACH,
            INPUT_SHIFT,
            BOTTLENECK,
            TOO_FEW_STEPS,
            NO_SIGNAL,
            LEARNING_RATE);
  }

  /**
   * A window of one step where the series remembers 64.
   *
   * @see <a href="https://stats.stackexchange.com/questions/338923">338923</a>
   */
  static Case oneStep() {
    Setup sick = Setup.of("o34", seasons(0), reader(1, 3), GRU, LONG);
    Setup well = Setup.of("o34-well", seasons(0), reader(64, 3), GRU, LONG);
    return Case.of("O34", "a window of one step", sick, well, BASELINES, CONTRADICTIONS, REACH)
        .also(NO_SIGNAL, TOO_FEW_STEPS);
  }

  /**
   * A loss that hardly falls any more, since it is at its floor: nothing is wrong.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/13729">keras 13729</a>
   */
  static Case slow() {
    Setup setup =
        Setup.of(
            "o39",
            walk(),
            reader(24, 1),
            "layers: [{type: recurrent, cell: {type: gru, units: 16}}, {type: readout}],"
                + " regression: {loss: mae, predictChange: true}",
            "learningRate: 0.003, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 20,"
                + " schedule: cosine");
    return Case.well("O39", "slow, since it is done", setup, BASELINES, NO_SIGNAL, CONTRADICTIONS);
  }

  /**
   * New people cost some points, and two seeds differ by one: nothing is wrong.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/3943">keras 3943</a>
   */
  static Case honest() {
    Setup setup =
        Setup.of(
            "o40",
            HarWindows.every(4),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 32}},"
                + " {type: readout, take: mean}, {type: dropout, rate: 0.2}]",
            "learningRate: 0.005, lambda: 0.0001, clipNorm: 1, batchSize: 50, epochs: 20,"
                + " schedule: cosine");
    return Case.well("O40", "new people cost some points", setup, GAP, SCORE_NOISE);
  }
}
