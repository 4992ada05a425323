package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.BOTTLENECK;
import static dev.unroll.doctor.finding.Kind.CARRIED_STATE;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.DEAD_UNITS;
import static dev.unroll.doctor.finding.Kind.GRADIENT_SIZE;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.LEARNING_RATE;
import static dev.unroll.doctor.finding.Kind.ONE_BATCH;
import static dev.unroll.doctor.finding.Kind.REACH;
import static dev.unroll.doctor.finding.Kind.SATURATION;
import static dev.unroll.doctor.finding.Kind.TOO_FEW_STEPS;

import java.util.List;
import java.util.Random;

/**
 * Networks through which too little gets: no state of their own, one unit, a layer that is dead.
 */
final class NarrowCases {

  static final List<Case> ALL = List.of(bits(), nextBit(), spike(), sigmoids(), deadRegression());

  private NarrowCases() {}

  /**
   * An LSTM of 128 steps of one bit each, its state carried between rows that have nothing to do
   * with each other.
   *
   * <p>An analog: the original has one softmax unit besides, which no recipe can have, and 50,000
   * rows. The label is told by five of the bits, as an MLP finds, which the twin is.
   *
   * @see <a href="https://stackoverflow.com/questions/47241622">47241622</a>
   */
  static Case bits() {
    int[] places = {3, 40, 77, 101, 120};
    double[] weights = {1.0, 1.3, 0.8, 1.1, 0.9};
    CsvFile rows =
        new CsvFile(
            "bits",
            "index,label,bit",
            sink -> {
              Random random = new Random(1);
              for (int i = 0; i < 3000; i++) {
                float[] bits = new float[128];
                for (int k = 0; k < bits.length; k++) {
                  bits[k] = random.nextInt(2);
                }
                double sum = 0;
                for (int k = 0; k < places.length; k++) {
                  sum += weights[k] * bits[places[k]];
                }
                for (float bit : bits) {
                  sink.row(i, sum > 2.7 ? "yes" : "no", (int) bit);
                }
              }
            });
    String reader = "{type: csv, split: {type: by-group, test: 0.2, validation: 0.1}}";
    Setup sick =
        Setup.of(
            "o1",
            rows,
            reader,
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 32}, state: carried},"
                + " {type: readout, take: last}]",
            "lambda: 0, batchSize: 100, epochs: 1");
    Setup well =
        Setup.of(
            "o1-well",
            rows,
            reader,
            "layers: [{type: flatten}, {type: dense, units: 16, activation: relu}]",
            "learningRate: 0.003, lambda: 0.0003, batchSize: 100, epochs: 20");
    return Case.of("O1", "state carried between unrelated rows", sick, well, CARRIED_STATE)
        .also(BASELINES, TOO_FEW_STEPS, REACH, ONE_BATCH);
  }

  /**
   * The next bit of a series by its last three, with one unit.
   *
   * <p>An analog: the original has one softmax unit, which no recipe can have.
   *
   * @see <a href="https://stackoverflow.com/questions/46620813">46620813</a>
   */
  static Case nextBit() {
    CsvFile rows =
        new CsvFile(
            "series",
            "index,label,bit",
            sink -> {
              Random random = new Random(2);
              for (int i = 0; i < 1200; i++) {
                int[] bits = {random.nextInt(2), random.nextInt(2), random.nextInt(2)};
                for (int bit : bits) {
                  sink.row(i, bits[0] == bits[2] ? "zero" : "one", bit);
                }
              }
            });
    Setup sick =
        Setup.of(
            "o2",
            rows,
            "{type: csv}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 1}}, {type: readout}]",
            "optimizer: adagrad, learningRate: 0.01, lambda: 0, batchSize: 256, epochs: 100");
    Setup well =
        sick.with(
            "model.layers.0.cell.units=16",
            "training.optimizer=adam",
            "training.learningRate=0.02",
            "training.batchSize=32",
            "training.epochs=30");
    return Case.of("O2", "one unit for an exclusive or", sick, well, ONE_BATCH, BOTTLENECK)
        .also(LEARNING_RATE, BASELINES, TOO_FEW_STEPS, COLLAPSE, INPUTS_UNUSED);
  }

  /**
   * One unit, then relu, then three classes: told by the height of a sequence's one spike.
   *
   * <p>An analog: in the original relu comes after the output layer, and its labels are random.
   *
   * @see <a href="https://stackoverflow.com/questions/64413907">64413907</a>
   */
  static Case spike() {
    Setup sick =
        Setup.of(
            "o3",
            spikes(),
            "{type: csv, split: {type: by-group, test: 0.2, validation: 0.2}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 1}}, {type: readout},"
                + " {type: activation, function: relu}]",
            "learningRate: 0.005, lambda: 0, batchSize: 20, epochs: 30");
    Setup well = sick.with("model.layers.0.cell.units=16", "model.layers.2.function=tanh");
    return Case.of(
            "O3",
            "one unit and relu before three classes",
            sick,
            well,
            BOTTLENECK,
            DEAD_UNITS,
            ONE_BATCH)
        .also(BASELINES, COLLAPSE, INPUTS_UNUSED);
  }

  static CsvFile spikes() {
    return new CsvFile(
        "spikes",
        "index,label,x",
        sink -> {
          Random random = new Random(3);
          String[] names = {"low", "middle", "high"};
          for (int i = 0; i < 600; i++) {
            int label = random.nextInt(10) < 4 ? 0 : 1 + random.nextInt(2);
            int at = random.nextInt(6);
            for (int step = 0; step < 6; step++) {
              double noise = 0.3 * random.nextDouble();
              sink.row(i, names[label], (float) (step == at ? 1 + label + noise : noise));
            }
          }
        });
  }

  /**
   * Two convolutions with sigmoids before an LSTM, at a rate of 0.0001.
   *
   * @see <a href="https://stackoverflow.com/questions/58043002">58043002</a>
   */
  static Case sigmoids() {
    Setup sick =
        Setup.of(
            "o7",
            HarWindows.every(12),
            HarWindows.READER,
            "layers: [{type: conv1d, filters: 64, kernelSize: 3, activation: sigmoid},"
                + " {type: pool1d, size: 3},"
                + " {type: conv1d, filters: 64, kernelSize: 2, activation: sigmoid},"
                + " {type: recurrent, cell: {type: basic-lstm, units: 8}}, {type: readout}]",
            "learningRate: 0.0001, lambda: 0, batchSize: 50, epochs: 100");
    Setup well =
        sick.with(
            "model.layers.0.activation=relu",
            "model.layers.2.activation=relu",
            "model.layers.3.cell.units=24",
            "training.learningRate=0.005",
            "training.clipNorm=1",
            "training.epochs=40");
    return Case.of("O7", "sigmoid convolutions at a small rate", sick, well, LEARNING_RATE)
        .also(INPUTS_UNUSED, SATURATION, BASELINES, ONE_BATCH, COLLAPSE, TOO_FEW_STEPS);
  }

  /**
   * A relu before the output of a regression, killed by a momentum of 0.99 at a rate of 0.01.
   *
   * <p>An analog: in the original the relu is in the cells and numbers are predicted at each step.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/3687">keras 3687</a>
   */
  static Case deadRegression() {
    CsvFile rows =
        new CsvFile(
            "loads",
            "index,load,level,slope",
            sink -> {
              Random random = new Random(8);
              for (int i = 0; i < 400; i++) {
                double level = 1 + 3 * random.nextDouble();
                double slope = 0.06 * random.nextGaussian();
                float load = (float) (2 * level - 30 * slope + 0.2 * random.nextGaussian());
                for (int step = 0; step < 20; step++) {
                  double at = level + slope * step + 0.1 * random.nextGaussian();
                  sink.row(i, load, (float) at, (float) (at * 0.5 + 0.3 * random.nextGaussian()));
                }
              }
            });
    Setup sick =
        Setup.of(
            "o8",
            rows,
            "{type: csv, target: {type: numbers, columns: [load]},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            "normalize: false, layers: [{type: recurrent, cell: {type: basic-lstm, units: 16}},"
                + " {type: readout}, {type: dense, units: 1, activation: relu}],"
                + " regression: {loss: mse}",
            "optimizer: {type: momentum, momentum: 0.99, nesterov: true}, learningRate: 0.01,"
                + " lambda: 0, batchSize: 32, epochs: 20");
    Setup well =
        sick.with(
            "model.normalize=true",
            "model.layers.2={type: dense, units: 8, activation: tanh}",
            "training.optimizer=adam",
            "training.clipNorm=1",
            "training.epochs=60");
    return Case.of(
            "O8", "momentum 0.99 kills a relu", sick, well, DEAD_UNITS, LEARNING_RATE, BOTTLENECK)
        .also(ONE_BATCH, INPUTS_UNUSED, COLLAPSE, BASELINES, GRADIENT_SIZE);
  }
}
