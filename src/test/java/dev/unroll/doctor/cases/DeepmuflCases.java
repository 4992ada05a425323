package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.BOTTLENECK;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.DEAD_UNITS;
import static dev.unroll.doctor.finding.Kind.GAP;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.LEARNING_RATE;
import static dev.unroll.doctor.finding.Kind.LOSS_AT_START;
import static dev.unroll.doctor.finding.Kind.NO_SIGNAL;
import static dev.unroll.doctor.finding.Kind.ONE_BATCH;
import static dev.unroll.doctor.finding.Kind.SATURATION;
import static dev.unroll.doctor.finding.Kind.SCORE_NOISE;
import static dev.unroll.doctor.finding.Kind.TARGET;
import static dev.unroll.doctor.finding.Kind.TOO_FEW_STEPS;
import static dev.unroll.doctor.finding.Kind.TWO_MODES;

import java.util.List;
import java.util.Random;

/**
 * The twelve recurrent programs of deepmufl, as analogs. The best single scoring there finds seven
 * of them.
 *
 * <p>Seven of the originals end in one softmax unit, which always says 1 and passes no gradient. No
 * recipe can have that: an output layer has a unit for each class. What it does, a constant output
 * that nothing moves, is here done by a layer before the output, {@link #CLOSED}, wherever that is
 * the program's only fault.
 *
 * @see <a href="https://github.com/ali-ghanbari/deepmufl-ase-2023">deepmufl</a>
 */
final class DeepmuflCases {

  /** A relu at 0 for all inputs: its output is constant and its gradient 0. */
  private static final String CLOSED =
      "{type: dense, units: 1, activation: relu, kernel: {type: zeros}}";

  private static final String READER =
      "{type: csv, split: {type: by-group, test: 0.3, validation: 0.15}}";

  static final List<Case> ALL =
      List.of(
          as("47241622", NarrowCases.bits()),
          as("50338865", StepsCases.exclusiveOr()),
          runningParity(),
          prices(),
          as("57516678", RateCases.exploding()),
          as("58043002", NarrowCases.sigmoids()),
          stack(),
          as("61274792", RegularisationCases.dropouts()),
          digits(),
          sounds(),
          as("64413907", NarrowCases.spike()),
          rows());

  private DeepmuflCases() {}

  private static Case as(String id, Case open) {
    return new Case(
        id, open.shows(), open.sick(), open.well(), open.first(), open.also(), open.look());
  }

  private static Case closed(String id, Setup sick, Setup well) {
    return Case.of(
            id,
            "an output that nothing moves",
            sick,
            well,
            DEAD_UNITS,
            INPUTS_UNUSED,
            ONE_BATCH,
            BOTTLENECK)
        .also(COLLAPSE, BASELINES, LEARNING_RATE, TOO_FEW_STEPS, SCORE_NOISE);
  }

  /** 52983831: the parity of the bits so far, two layers of GRU, one sequence of eight steps. */
  private static Case runningParity() {
    CsvFile rows =
        new CsvFile(
            "bits",
            "index,label,bit",
            sink -> {
              int[] bits = {0, 0, 0, 1, 1, 0, 1, 1};
              int sum = 0;
              for (int bit : bits) {
                sum += bit;
                sink.row(0, sum % 2 == 0 ? "even" : "odd", bit);
              }
            });
    Setup sick =
        Setup.of(
            "deepmufl-52983831",
            rows,
            "{type: csv, target: {type: step-label}, split: {type: by-group, test: 0}}",
            "layers: [{type: recurrent, cell: {type: gru, units: 10}, depth: 2}, " + CLOSED + "]",
            "lambda: 0, batchSize: 1, epochs: 3000");
    return closed("52983831", sick, opened(sick, 1).with("training.learningRate=0.005"));
  }

  /** The twin of a closed network: a layer of eight units in place of what is closed. */
  private static Setup opened(Setup closed, int layer) {
    return closed.with(
        "model.layers." + layer + "={type: dense, units: 8, activation: tanh}",
        "training.clipNorm=1");
  }

  /**
   * 54811239: two sequences of three steps, five steps of training. The original ends in a tanh,
   * which cannot reach a 12; here targets are scaled and the output has no bounds, so that the
   * number of steps is what remains.
   */
  private static Case prices() {
    CsvFile rows =
        new CsvFile(
            "prices",
            "index,price,a,b,c,d",
            sink -> {
              sink.row(0, 10, 8, 0, 18, 10);
              sink.row(0, 10, 9, 0, 20, 7);
              sink.row(0, 10, 7, 1, 17, 12);
              sink.row(1, 8, 7, 0, 31, 8);
              sink.row(1, 8, 5, 1, 22, 9);
              sink.row(1, 8, 7, 0, 17, 12);
            });
    Setup sick =
        Setup.of(
            "deepmufl-54811239",
            rows,
            "{type: csv, target: {type: numbers, columns: [price]},"
                + " split: {type: by-group, test: 0}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 10}}, {type: readout},"
                + " {type: dense, units: 50, activation: tanh}], regression: {loss: mse}",
            "lambda: 0, batchSize: 2, epochs: 5");
    return Case.of(
            "54811239",
            "five steps in all",
            sick,
            sick.with("training.epochs=600", "training.schedule=cosine"),
            TOO_FEW_STEPS,
            LEARNING_RATE)
        .also(BASELINES, SCORE_NOISE, COLLAPSE, INPUTS_UNUSED, TARGET);
  }

  /**
   * 60574843: three layers of GRU and a sigmoid as the last layer of a regression, which is driven
   * to its end. An analog by a sigmoid before the output that is there from the start, and by 64
   * units instead of 512.
   */
  private static Case stack() {
    StringBuilder columns = new StringBuilder("index,y");
    for (int k = 0; k < 12; k++) {
      columns.append(",x").append(k);
    }
    CsvFile rows =
        new CsvFile(
            "regression",
            columns.toString(),
            sink -> {
              Random random = new Random(60);
              double[] weights = new double[12];
              for (int k = 0; k < 12; k++) {
                weights[k] = k < 10 ? 10 + 8 * k : 0;
              }
              for (int i = 0; i < 1500; i++) {
                float[] row = new float[12];
                double y = 0;
                for (int k = 0; k < 12; k++) {
                  row[k] = (float) random.nextGaussian();
                  y += weights[k] * row[k];
                }
                sink.row(i, (float) y, row);
              }
            });
    Setup sick =
        Setup.of(
            "deepmufl-60574843",
            rows,
            "{type: csv, target: {type: numbers, columns: [y]},"
                + " split: {type: by-group, test: 0.3, validation: 0.15}}",
            "layers: [{type: recurrent, cell: {type: gru, units: 64}, depth: 3}, {type: readout},"
                + " {type: dense, units: 1, activation: sigmoid,"
                + " kernel: {type: truncated-normal, stddev: 200}}], regression: {loss: mse}",
            "lambda: 0, batchSize: 256, epochs: 25");
    Setup well =
        sick.with(
            "model.layers.2={type: dense, units: 16, activation: tanh}",
            "training.learningRate=0.01",
            "training.batchSize=32",
            "training.clipNorm=1",
            "training.epochs=60",
            "training.schedule=cosine");
    return Case.of(
            "60574843",
            "a sigmoid at its end",
            sick,
            well,
            SATURATION,
            BOTTLENECK,
            INPUTS_UNUSED,
            ONE_BATCH)
        .also(LEARNING_RATE, BASELINES, COLLAPSE, TOO_FEW_STEPS, DEAD_UNITS, LOSS_AT_START);
  }

  /**
   * 61997645: whether the first of five digits is even; GRUs with dropout of a half. The twin has a
   * column for each digit: of 210 rows no network learns which numbers are even.
   */
  private static Case digits() {
    Setup sick =
        Setup.of(
            "deepmufl-61997645",
            digits(false),
            READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 24}},"
                + " {type: dropout, rate: 0.5}, {type: recurrent, cell: {type: gru, units: 12}},"
                + " {type: readout}, {type: dropout, rate: 0.5}, "
                + CLOSED
                + "]",
            "lambda: 0, batchSize: 32, epochs: 20");
    Setup well =
        Setup.of(
            "deepmufl-61997645-well",
            digits(true),
            READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 24}}, {type: readout}]",
            "learningRate: 0.02, lambda: 0.0003, clipNorm: 1, batchSize: 32, epochs: 60,"
                + " schedule: cosine");
    Case closed = closed("61997645", sick, well);
    return closed.also(
        COLLAPSE, BASELINES, LEARNING_RATE, TOO_FEW_STEPS, SCORE_NOISE, TWO_MODES, NO_SIGNAL);
  }

  private static CsvFile digits(boolean apart) {
    return new CsvFile(
        "digits",
        apart ? "index,label,d1,d2,d3,d4,d5,d6,d7,d8,d9" : "index,label,digit",
        sink -> {
          Random random = new Random(61);
          for (int i = 0; i < 300; i++) {
            int first = 1 + random.nextInt(9);
            for (int step = 0; step < 5; step++) {
              int digit = step == 0 ? first : 1 + random.nextInt(9);
              float[] row = new float[9];
              row[digit - 1] = 1;
              sink.row(i, first % 2 == 0 ? "even" : "odd", apart ? row : digit);
            }
          }
        });
  }

  /**
   * 62440336: a hundred long sounds with a number each, taken as classes. 4,000 steps instead of
   * 1,323,000.
   */
  private static Case sounds() {
    CsvFile rows =
        new CsvFile(
            "sounds",
            "index,y,x",
            sink -> {
              Random random = new Random(62);
              for (int i = 0; i < 100; i++) {
                double y = 100 * random.nextGaussian();
                for (int step = 0; step < 4000; step++) {
                  double wave = Math.sin(0.05 * step) * y / 60;
                  sink.row(i, Math.round(10 * y) / 10f, (float) (wave + random.nextGaussian()));
                }
              }
            });
    String layers =
        "layers: [{type: conv1d, filters: 16, kernelSize: 100, stride: 50, activation: relu},"
            + " {type: conv1d, filters: 16, kernelSize: 10, stride: 3, activation: relu},"
            + " {type: recurrent, cell: {type: basic-lstm, units: 32}}, {type: readout},"
            + " {type: dense, units: 32, activation: relu}]";
    Setup sick =
        Setup.of(
            "deepmufl-62440336",
            rows,
            "{type: csv, target: {type: label, column: y}, split: {type: by-group, test: 0}}",
            layers,
            "lambda: 0, batchSize: 20, epochs: 60");
    Setup well =
        Setup.of(
            "deepmufl-62440336-well",
            rows,
            "{type: csv, target: {type: numbers, columns: [y]},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            layers,
            "learningRate: 0.005, lambda: 0, clipNorm: 1, batchSize: 20, epochs: 150,"
                + " schedule: cosine");
    return Case.of("62440336", "amounts as classes", sick, well, TARGET)
        .also(BASELINES, COLLAPSE, ONE_BATCH, SCORE_NOISE, NO_SIGNAL, GAP, TOO_FEW_STEPS);
  }

  /** 68938619: ten numbers a row as ten steps; ten epochs of RMSProp. */
  private static Case rows() {
    CsvFile rows =
        new CsvFile(
            "rows",
            "index,label,x",
            sink -> {
              Random random = new Random(68);
              for (int i = 0; i < 1000; i++) {
                float[] row = new float[10];
                double sum = 0.3;
                for (int k = 0; k < row.length; k++) {
                  row[k] = (float) (random.nextGaussian() / Math.sqrt(10));
                  sum += (k < 3 ? 1.5 : k == 7 ? -2 : 0) * row[k];
                }
                for (float x : row) {
                  sink.row(i, sum > 0 ? "above" : "below", x);
                }
              }
            });
    Setup sick =
        Setup.of(
            "deepmufl-68938619",
            rows,
            READER,
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 40}}, {type: readout},"
                + " {type: activation, function: sigmoid}, "
                + CLOSED
                + "]",
            "optimizer: rms-prop, lambda: 0, batchSize: 32, epochs: 10");
    Setup well =
        Setup.of(
            "deepmufl-68938619-well",
            rows,
            READER,
            "layers: [{type: flatten}, {type: dense, units: 4, activation: tanh}]",
            "learningRate: 0.01, lambda: 0.001, batchSize: 32, epochs: 40, schedule: cosine");
    return closed("68938619", sick, well);
  }
}
