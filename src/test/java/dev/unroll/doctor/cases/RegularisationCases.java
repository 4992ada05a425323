package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.BOTTLENECK;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.GAP;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.PENALTY;
import static dev.unroll.doctor.finding.Kind.RARE_CLASSES;
import static dev.unroll.doctor.finding.Kind.SCORE_NOISE;
import static dev.unroll.doctor.finding.Kind.TARGET;
import static dev.unroll.doctor.finding.Kind.TOO_FEW_STEPS;
import static dev.unroll.doctor.finding.Kind.TWO_MODES;

import java.util.List;

/** What is to keep a network from learning by heart, too much or too little of it. */
final class RegularisationCases {

  static final List<Case> ALL = List.of(averages(), dropouts(), penalty(), byHeart());

  private RegularisationCases() {}

  /**
   * Batch normalisation whose averages have not arrived after 60 steps.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/7265">keras 7265</a>
   */
  static Case averages() {
    Setup sick =
        Setup.of(
            "o18",
            Waves.csv(400, 40, 5, 18),
            Waves.READER,
            "normalize: false, layers: [{type: conv1d, filters: 16, kernelSize: 5},"
                + " {type: batch-norm, momentum: 0.99}, {type: activation, function: relu},"
                + " {type: recurrent, cell: {type: gru, units: 16}}, {type: readout}]",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 0, steps: 60");
    Setup well =
        sick.with(
            "model.normalize=true",
            "model.layers.1.momentum=0.9",
            "training.steps=500",
            "training.schedule=cosine");
    return Case.of("O18", "averages that lag", sick, well, TWO_MODES)
        .also(TOO_FEW_STEPS, BASELINES, COLLAPSE);
  }

  /**
   * Four dropouts in a chain.
   *
   * @see <a href="https://stackoverflow.com/questions/61274792">61274792</a>
   */
  static Case dropouts() {
    Setup sick =
        Setup.of(
            "o19",
            HarWindows.every(24),
            HarWindows.READER,
            "layers: [{type: dropout, rate: 0.6},"
                + " {type: recurrent, cell: {type: basic-lstm, units: 24}, dropout: 0.6,"
                + " recurrentDropout: 0.6}, {type: readout}, {type: dropout, rate: 0.6},"
                + " {type: dense, units: 24}, {type: dropout, rate: 0.6}]",
            "optimizer: rms-prop, learningRate: 0.001, lambda: 0, batchSize: 32, epochs: 40");
    Setup well =
        Setup.of(
            "o19-well",
            HarWindows.every(12),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 24}}, {type: readout},"
                + " {type: dropout, rate: 0.2}, {type: dense, units: 24, activation: tanh}]",
            "learningRate: 0.005, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 30,"
                + " schedule: cosine");
    return Case.of("O19", "four dropouts of 0.6", sick, well, TWO_MODES)
        .also(BASELINES, COLLAPSE, INPUTS_UNUSED, RARE_CLASSES, SCORE_NOISE);
  }

  /**
   * A penalty that dwarfs the loss.
   *
   * <p>An analog: the original is a net of dense layers.
   *
   * @see <a href="https://github.com/thedeepchecker/thedeepchecker">over_regulariaztion</a>
   */
  static Case penalty() {
    Setup well =
        Setup.of(
            "o20",
            Waves.csv(400, 40, 0, 20),
            Waves.READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 24}}, {type: readout}]",
            "learningRate: 0.01, lambda: 0.0001, clipNorm: 1, batchSize: 32, epochs: 40,"
                + " schedule: cosine");
    return Case.of("O20", "a penalty of 1", well.with("training.lambda=1"), well, PENALTY)
        .also(BASELINES, COLLAPSE, INPUTS_UNUSED, RARE_CLASSES);
  }

  /**
   * 40 windows and 300 epochs: learnt by heart.
   *
   * @see <a href="https://stats.stackexchange.com/questions/379318">379318</a>
   */
  static Case byHeart() {
    Setup sick =
        Setup.of(
            "o21",
            new HarWindows("few", i -> i % 120 == 0, 1),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 100}}, {type: readout}]",
            "learningRate: 0.003, lambda: 0, clipNorm: 1, batchSize: 40, epochs: 300,"
                + " displayEvery: 10");
    Setup well =
        Setup.of(
            "o21-well",
            HarWindows.every(6),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 24}},"
                + " {type: readout, take: mean}, {type: dropout, rate: 0.2}]",
            "learningRate: 0.005, lambda: 0.0003, clipNorm: 1, batchSize: 40, epochs: 20,"
                + " displayEvery: 20, schedule: cosine");
    return Case.of("O21", "40 windows, learnt by heart", sick, well, GAP)
        .also(BOTTLENECK, SCORE_NOISE, BASELINES, RARE_CLASSES, TARGET)
        .by(Case.Look.RUN);
  }
}
