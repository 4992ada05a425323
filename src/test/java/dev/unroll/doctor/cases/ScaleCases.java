package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.GRADIENT_SIZE;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.INPUT_SCALE;
import static dev.unroll.doctor.finding.Kind.INPUT_SHIFT;
import static dev.unroll.doctor.finding.Kind.LEARNING_RATE;
import static dev.unroll.doctor.finding.Kind.ONE_BATCH;
import static dev.unroll.doctor.finding.Kind.SATURATION;
import static dev.unroll.doctor.finding.Kind.TARGET;
import static dev.unroll.doctor.finding.Kind.TARGET_LEAK;
import static dev.unroll.doctor.finding.Kind.TIME_LEAK;
import static dev.unroll.doctor.finding.Kind.UNUSABLE_NUMBERS;

import java.util.List;
import java.util.Random;

/** Inputs of the wrong size, outside of what was trained on, or no amounts at all. */
final class ScaleCases {

  static final List<Case> ALL = List.of(thousands(), spectra(), ramp(), codes());

  private ScaleCases() {}

  /**
   * Signals a thousand times too large, not normalised.
   *
   * <p>An analog: the original is an MLP.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/510">keras 510</a>
   */
  static Case thousands() {
    Setup sick =
        Setup.of(
            "o14",
            new HarWindows("har", i -> i % 12 == 0, 1000),
            HarWindows.READER,
            "normalize: false,"
                + " layers: [{type: recurrent, cell: {type: basic-lstm, units: 24}},"
                + " {type: readout}]",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 50, epochs: 40,"
                + " schedule: cosine");
    return Case.of(
            "O14", "inputs of hundreds", sick, sick.with("model.normalize=true"), INPUT_SCALE)
        .also(
            SATURATION, LEARNING_RATE, GRADIENT_SIZE, INPUTS_UNUSED, ONE_BATCH, BASELINES, COLLAPSE)
        .by(Case.Look.DATA);
  }

  /**
   * Magnitudes of a spectrum, up to some ten thousand, not normalised: one value for all inputs.
   *
   * <p>150 bins instead of 5,118.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/9889">keras 9889</a>
   */
  static Case spectra() {
    int bins = 150;
    StringBuilder columns = new StringBuilder("index,pitch");
    for (int k = 0; k < bins; k++) {
      columns.append(",bin").append(k);
    }
    CsvFile rows =
        new CsvFile(
            "spectra",
            columns.toString(),
            sink -> {
              Random random = new Random(15);
              for (int i = 0; i < 240; i++) {
                double pitch = 20 + 100 * random.nextDouble();
                for (int step = 0; step < 8; step++) {
                  float[] row = new float[bins];
                  for (int k = 0; k < bins; k++) {
                    double near = (k - pitch) / 6;
                    row[k] =
                        (float) (2000 * random.nextDouble() + 20000 * Math.exp(-near * near / 2));
                  }
                  sink.row(i, (float) pitch, row);
                }
              }
            });
    Setup sick =
        Setup.of(
            "o15",
            rows,
            "{type: csv, target: {type: numbers, columns: [pitch]},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            "normalize: false,"
                + " layers: [{type: recurrent, cell: {type: basic-lstm, units: 24}, depth: 2},"
                + " {type: readout}], regression: {loss: mse}",
            "learningRate: 0.003, lambda: 0, clipNorm: 1, batchSize: 24, epochs: 60");
    return Case.of(
            "O15", "inputs of ten thousands", sick, sick.with("model.normalize=true"), INPUT_SCALE)
        .also(
            SATURATION, LEARNING_RATE, GRADIENT_SIZE, INPUTS_UNUSED, ONE_BATCH, BASELINES, COLLAPSE)
        .by(Case.Look.DATA);
  }

  /**
   * A sine to forecast with the time alone as input, which only grows.
   *
   * @see <a href="https://pytroubles.com/en/posts/id2679">id2679</a>
   */
  static Case ramp() {
    CsvFile rows =
        new CsvFile(
            "sine",
            "t,x",
            sink -> {
              Random random = new Random(16);
              for (int t = 0; t < 2400; t++) {
                sink.row(t, (float) (20 * Math.sin(0.11 * t) + random.nextGaussian()));
              }
            });
    Setup sick =
        Setup.of(
            "o16",
            rows,
            "{type: csv, columns: {sequence: '', time: '', features: [t]}, window: 20, stride: 2,"
                + " target: {type: ahead, columns: [x], rows: [6]},"
                + " split: {type: by-time, test: 0.2, validation: 0.1}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 24}}, {type: readout}]",
            "learningRate: 0.005, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 30,"
                + " schedule: cosine");
    return Case.of(
            "O16",
            "time alone as input",
            sick,
            sick.with("data.reader.columns.features=[x]"),
            INPUT_SHIFT)
        .also(BASELINES, TARGET, COLLAPSE, INPUTS_UNUSED, ONE_BATCH)
        .by(Case.Look.DATA);
  }

  /**
   * A sensor that writes -9999 where it measured nothing, in three steps of a hundred.
   *
   * <p>An analog: the original has numbers that are no numbers, which no reader here lets in; codes
   * come in where settings keep them.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/14490">keras 14490</a>
   */
  static Case codes() {
    Setup well =
        Setup.of(
            "o38",
            sensor(""),
            "{type: csv, missing: interpolate, table: {sentinels: keep},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            "layers: [{type: recurrent, cell: {type: gru, units: 24}},"
                + " {type: readout, take: mean}]",
            "learningRate: 0.006, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 40,"
                + " schedule: cosine");
    return Case.of("O38", "-9999 for missing", well.on(sensor("-9999")), well, UNUSABLE_NUMBERS)
        .also(INPUT_SCALE, BASELINES, SATURATION, ONE_BATCH, LEARNING_RATE, TARGET_LEAK, TIME_LEAK)
        .by(Case.Look.DATA);
  }

  private static CsvFile sensor(String missing) {
    return new CsvFile(
        "sensor",
        "index,label,heat,flow",
        sink -> {
          Random random = new Random(38);
          for (int i = 0; i < 360; i++) {
            int label = random.nextInt(10) < 6 ? 0 : 1;
            double phase = 6 * random.nextDouble();
            for (int step = 0; step < 40; step++) {
              double angle = phase + (label == 0 ? 0.25 : 0.6) * step;
              float heat = (float) (20 + 3 * Math.sin(angle) + random.nextGaussian());
              float flow = (float) (5 + 2 * Math.cos(angle) + random.nextGaussian());
              sink.row(
                  i,
                  label == 0 ? "slow" : "fast",
                  random.nextDouble() < 0.03 ? missing : heat,
                  flow);
            }
          }
        });
  }
}
