package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.FELL_OFF;
import static dev.unroll.doctor.finding.Kind.GRADIENT_SIZE;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.LEARNING_RATE;
import static dev.unroll.doctor.finding.Kind.LOSS_AT_START;
import static dev.unroll.doctor.finding.Kind.NOT_FINITE;
import static dev.unroll.doctor.finding.Kind.ONE_BATCH;
import static dev.unroll.doctor.finding.Kind.REACH;
import static dev.unroll.doctor.finding.Kind.SATURATION;
import static dev.unroll.doctor.finding.Kind.UPDATE_RATIO;

import java.util.List;

/** Steps and gradients that are too large. */
final class RateCases {

  static final List<Case> ALL = List.of(exploding(), relu(), tenTimes(), spikes(), leap());

  private static final String WAVES_MODEL =
      "layers: [{type: recurrent, cell: {type: basic-lstm, units: 24}}, {type: readout}]";

  private RateCases() {}

  /**
   * Gradients that explode over 672 steps.
   *
   * <p>An analog: in the original a relu inside the cell lets the state grow; here cells have tanh,
   * and a wide start and plain gradient descent at a rate of 0.5 blow up a basic RNN.
   *
   * @see <a href="https://stackoverflow.com/questions/57516678">57516678</a>
   */
  static Case exploding() {
    Setup sick =
        Setup.of(
            "o9",
            Waves.csv(200, 672, 0, 9),
            Waves.READER,
            "layers: [{type: recurrent, cell: {type: basic-rnn, units: 16,"
                + " kernel: {type: truncated-normal, stddev: 3}}}, {type: readout}]",
            "optimizer: gradient-descent, learningRate: 0.5, lambda: 0, batchSize: 32, epochs: 30");
    Setup well =
        Setup.of(
            "o9-well",
            Waves.csv(200, 672, 0, 9),
            Waves.READER,
            "layers: [{type: pool1d, kind: average, size: 2},"
                + " {type: recurrent, cell: {type: gru, units: 16}}, {type: readout, take: mean}]",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 80");
    return Case.of(
            "O9",
            "gradients explode over 672 steps",
            sick,
            well,
            GRADIENT_SIZE,
            LEARNING_RATE,
            NOT_FINITE)
        .also(SATURATION, BASELINES, ONE_BATCH, COLLAPSE, REACH, LOSS_AT_START, UPDATE_RATIO);
  }

  /**
   * Two relus without bounds in front and large steps: the loss falls, leaps and falls again.
   *
   * <p>An analog: in the original the relu is in the LSTM.
   *
   * @see <a href="https://github.com/AlexanderVNikitin/tsgm/issues/59">tsgm 59</a>
   */
  static Case relu() {
    Setup sick =
        Setup.of(
            "o10",
            Waves.csv(300, 60, 0, 10),
            Waves.READER,
            "layers: [{type: conv1d, filters: 16, kernelSize: 5, activation: relu,"
                + " kernel: {type: truncated-normal, stddev: 0.5}},"
                + " {type: conv1d, filters: 16, kernelSize: 5, activation: relu,"
                + " kernel: {type: truncated-normal, stddev: 0.3}},"
                + " {type: recurrent, cell: {type: basic-rnn, units: 16}}, {type: readout}]",
            "optimizer: {type: momentum, momentum: 0.9}, learningRate: 0.2, lambda: 0,"
                + " batchSize: 32, epochs: 60");
    Setup well =
        Setup.of(
            "o10-well",
            Waves.csv(300, 60, 0, 10),
            Waves.READER,
            "layers: [{type: conv1d, filters: 16, kernelSize: 5, activation: relu},"
                + " {type: recurrent, cell: {type: gru, units: 16}},"
                + " {type: readout, take: mean}]",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 60");
    return Case.of(
            "O10", "a relu lets numbers grow", sick, well, GRADIENT_SIZE, LEARNING_RATE, NOT_FINITE)
        .also(
            FELL_OFF,
            SATURATION,
            BASELINES,
            ONE_BATCH,
            COLLAPSE,
            REACH,
            LOSS_AT_START,
            UPDATE_RATIO);
  }

  /**
   * A rate of 0.1 where 0.003 is good.
   *
   * @see <a href="https://github.com/guillaumegenthial/sequence_tagging/issues/47">47</a>
   */
  static Case tenTimes() {
    Setup sick =
        Setup.of(
            "o11",
            HarWindows.every(12),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 64}}, {type: readout}]",
            "learningRate: 0.1, lambda: 0, batchSize: 50, epochs: 40");
    Setup well =
        sick.with("training.learningRate=0.004", "training.clipNorm=1", "training.schedule=cosine");
    return Case.of("O11", "a rate of 0.1", sick, well, LEARNING_RATE)
        .also(
            GRADIENT_SIZE, SATURATION, UPDATE_RATIO, BASELINES, ONE_BATCH, COLLAPSE, INPUTS_UNUSED);
  }

  /**
   * Long sequences, an LSTM with a projection and no clipping: rare gradients are a hundred times
   * the usual.
   *
   * <p>60 steps instead of 1,000, since such a cell is unrolled.
   *
   * @see <a href="https://github.com/Marcovaldong/lstmp.pytorch/issues/2">lstmp.pytorch 2</a>
   */
  static Case spikes() {
    Setup sick =
        Setup.of(
            "o12",
            Waves.csv(240, 60, 0, 12),
            Waves.READER,
            "layers: [{type: recurrent, cell: {type: lstm, units: 16, projection: 8,"
                + " kernel: {type: truncated-normal, stddev: 0.6}}}, {type: readout}]",
            "learningRate: 0.05, lambda: 0, batchSize: 16, epochs: 40");
    Setup well =
        Setup.of(
            "o12-well",
            Waves.csv(240, 60, 0, 12),
            Waves.READER,
            "layers: [{type: pool1d, kind: average, size: 2},"
                + " {type: recurrent, cell: {type: lstm, units: 16, projection: 8}},"
                + " {type: readout, take: mean}]",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 16, epochs: 40");
    return Case.of("O12", "rare gradients of great size", sick, well, GRADIENT_SIZE, LEARNING_RATE)
        .also(SATURATION, BASELINES, ONE_BATCH, COLLAPSE, REACH, NOT_FINITE, LOSS_AT_START);
  }

  /**
   * A rate just under the edge with momentum: the loss falls, leaps and stays up.
   *
   * @see <a href="https://github.com/microsoft/CNTK/issues/413">CNTK 413</a>
   */
  static Case leap() {
    Setup sick =
        Setup.of(
            "o13",
            Waves.csv(300, 40, 0, 13),
            Waves.READER,
            WAVES_MODEL,
            "optimizer: {type: momentum, momentum: 0.95}, learningRate: 1.5, lambda: 0,"
                + " batchSize: 16, epochs: 0, steps: 600, displayEvery: 10");
    Setup well =
        Setup.of(
            "o13-well",
            Waves.csv(300, 40, 0, 13),
            Waves.READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 24}}, {type: readout}]",
            "optimizer: {type: momentum, momentum: 0.9}, learningRate: 0.1, lambda: 0,"
                + " clipNorm: 1, batchSize: 16, epochs: 0, steps: 1200, displayEvery: 20,"
                + " schedule: cosine");
    return Case.of(
            "O13",
            "what was learnt is lost at once",
            sick,
            well,
            FELL_OFF,
            LEARNING_RATE,
            GRADIENT_SIZE)
        .also(SATURATION, BASELINES, ONE_BATCH, COLLAPSE, UPDATE_RATIO, INPUTS_UNUSED)
        .by(Case.Look.RUN);
  }
}
