package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.INPUT_SHIFT;
import static dev.unroll.doctor.finding.Kind.LEARNING_RATE;
import static dev.unroll.doctor.finding.Kind.ONE_BATCH;
import static dev.unroll.doctor.finding.Kind.RARE_CLASSES;
import static dev.unroll.doctor.finding.Kind.SATURATION;
import static dev.unroll.doctor.finding.Kind.SCORE_NOISE;
import static dev.unroll.doctor.finding.Kind.TARGET;
import static dev.unroll.doctor.finding.Kind.TOO_FEW_STEPS;

import java.util.List;
import java.util.Random;

/** Networks that were given too few steps, or steps that are too small. */
final class StepsCases {

  static final List<Case> ALL = List.of(exclusiveOr(), toy(), damped(), windows());

  private StepsCases() {}

  /**
   * The exclusive or of two bits by two layers of LSTM, in 50 steps.
   *
   * <p>An analog: the original has no softmax and the absolute error, which no recipe can have with
   * classes.
   *
   * @see <a href="https://stackoverflow.com/questions/50338865">50338865</a>
   */
  static Case exclusiveOr() {
    CsvFile rows =
        new CsvFile(
            "bits",
            "index,label,a,b",
            sink -> {
              for (int i = 0; i < 4; i++) {
                sink.row(i, i == 1 || i == 2 ? "odd" : "even", i / 2, i % 2);
              }
            });
    Setup sick =
        Setup.of(
            "o4",
            rows,
            "{type: csv, split: {type: by-group, test: 0}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 10}, depth: 2},"
                + " {type: readout}]",
            "lambda: 0, batchSize: 4, epochs: 50");
    Setup well = sick.with("training.epochs=1500", "training.learningRate=0.01");
    return Case.of("O4", "50 steps in all", sick, well, TOO_FEW_STEPS)
        .also(LEARNING_RATE, BASELINES, SCORE_NOISE, COLLAPSE, INPUTS_UNUSED, TARGET);
  }

  /**
   * Three layers of LSTM and one sequence of 17 steps, 15 of them of one class, in 10 steps.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/5237">keras 5237</a>
   */
  static Case toy() {
    CsvFile rows =
        new CsvFile(
            "toy",
            "index,label,x,y",
            sink -> {
              Random random = new Random(5);
              for (int step = 0; step < 17; step++) {
                sink.row(
                    0,
                    step == 6 || step == 13 ? "mark" : "plain",
                    (float) random.nextGaussian(),
                    (float) (0.5 * random.nextGaussian() + 0.1 * step));
              }
            });
    Setup sick =
        Setup.of(
            "o5",
            rows,
            "{type: csv, target: {type: step-label}, split: {type: by-group, test: 0}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 32}, depth: 3}]",
            "optimizer: rms-prop, lambda: 0, batchSize: 1, epochs: 0, steps: 10");
    Setup well =
        sick.with("training.steps=800", "training.learningRate=0.003", "training.clipNorm=1");
    return Case.of("O5", "10 steps in all", sick, well, TOO_FEW_STEPS, LEARNING_RATE)
        .also(BASELINES, SCORE_NOISE, COLLAPSE, INPUTS_UNUSED, TARGET, RARE_CLASSES);
  }

  /** Damped waves, each with a speed, a phase and a damping of its own. */
  static CsvFile dampedWaves() {
    return new CsvFile(
        "damped",
        "index,x",
        sink -> {
          Random random = new Random(6);
          for (int i = 0; i < 60; i++) {
            double turn = 0.15 + 0.5 * random.nextDouble();
            double phase = 2 * Math.PI * random.nextDouble();
            double damping = 0.01 + 0.03 * random.nextDouble();
            double height = 1 + 2 * random.nextDouble();
            for (int step = 0; step < 70; step++) {
              double x = height * Math.exp(-damping * step) * Math.sin(phase + turn * step);
              sink.row(i, (float) (x + 0.05 * random.nextGaussian()));
            }
          }
        });
  }

  /**
   * A forecast of damped waves, five epochs at a rate of 0.0001.
   *
   * @see <a href="https://stackoverflow.com/questions/73457069">73457069</a>
   */
  static Case damped() {
    Setup sick =
        Setup.of(
            "o6",
            dampedWaves(),
            "{type: csv, window: 30, stride: 5, target: {type: ahead, columns: [x], rows: [5]},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 32}}, {type: readout}]",
            "learningRate: 0.0001, lambda: 0, batchSize: 32, epochs: 5");
    Setup well =
        sick.with(
            "training.learningRate=0.008",
            "training.epochs=150",
            "training.clipNorm=1",
            "training.schedule=cosine");
    return Case.of("O6", "few steps at a small rate", sick, well, TOO_FEW_STEPS, LEARNING_RATE)
        .also(BASELINES, COLLAPSE, INPUTS_UNUSED, ONE_BATCH);
  }

  /**
   * Windows of 100 steps of five drifting series: a sigmoid after the LSTM, dropout, and no more
   * than 20 epochs of batches of 450 windows.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/1727">keras 1727</a>
   */
  static Case windows() {
    CsvFile rows =
        new CsvFile(
            "drift",
            "index,a,b,c,d,e",
            sink -> {
              Random random = new Random(17);
              for (int i = 0; i < 20; i++) {
                double[] level = new double[5];
                double[] speed = new double[5];
                for (int step = 0; step < 300; step++) {
                  float[] row = new float[5];
                  for (int k = 0; k < 5; k++) {
                    speed[k] = 0.9 * speed[k] + 0.1 * (1 + 0.2 * k) * random.nextGaussian();
                    level[k] += speed[k];
                    row[k] = (float) level[k];
                  }
                  sink.row(i, row);
                }
              }
            });
    Setup sick =
        Setup.of(
            "o17",
            rows,
            "{type: csv, window: 100, stride: 10,"
                + " target: {type: ahead, columns: [b], rows: [5]},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 32}},"
                + " {type: activation, function: sigmoid}, {type: dropout, rate: 0.2},"
                + " {type: readout}], regression: {loss: mse}",
            "lambda: 0, batchSize: 450, epochs: 20");
    Setup well =
        sick.with(
            "model.layers.1.function=linear",
            "model.layers.2.rate=0",
            "model.regression.predictChange=true",
            "model.regression.loss=mae",
            "training.batchSize=32",
            "training.learningRate=0.004",
            "training.schedule=cosine",
            "training.epochs=80");
    return Case.of(
            "O17", "20 steps, and worse than the last value", sick, well, BASELINES, TOO_FEW_STEPS)
        .also(LEARNING_RATE, COLLAPSE, INPUTS_UNUSED, ONE_BATCH, SATURATION, INPUT_SHIFT);
  }
}
