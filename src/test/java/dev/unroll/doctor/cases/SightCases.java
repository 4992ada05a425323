package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.AXES;
import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.BOTTLENECK;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.GAP;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.ONE_BATCH;
import static dev.unroll.doctor.finding.Kind.PADDING;
import static dev.unroll.doctor.finding.Kind.REACH;
import static dev.unroll.doctor.finding.Kind.SCORE_NOISE;
import static dev.unroll.doctor.finding.Kind.TOO_FEW_STEPS;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Networks that do not see what they need: too far back, behind padding, on the wrong axis. */
final class SightCases {

  static final List<Case> ALL = List.of(early(), padded(), backward(), shares(), transposed());

  private SightCases() {}

  /**
   * The class is shown in the first 50 of 1,500 steps, and a basic RNN is read out at the last.
   *
   * @see <a
   *     href="https://github.com/guillaume-chevalier/LSTM-Human-Activity-Recognition/issues/13">
   *     13</a>
   */
  static Case early() {
    CsvFile rows =
        new CsvFile(
            "early",
            "index,label,x,y",
            sink -> {
              Random random = new Random(22);
              for (int i = 0; i < 240; i++) {
                int label = random.nextInt(10) < 6 ? 0 : 1;
                for (int step = 0; step < 1500; step++) {
                  double shown = step < 50 ? (label == 0 ? 1.2 : -0.9) : 0;
                  sink.row(
                      i,
                      label == 0 ? "up" : "down",
                      (float) (shown + 0.6 * random.nextGaussian()),
                      (float) (0.8 * random.nextGaussian()));
                }
              }
            });
    String reader = "{type: csv, split: {type: by-group, test: 0.2, validation: 0.2}}";
    Setup sick =
        Setup.of(
            "o22",
            rows,
            reader,
            "layers: [{type: recurrent, cell: {type: basic-rnn, units: 32}}, {type: readout}]",
            "learningRate: 0.003, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 40");
    Setup well =
        Setup.of(
            "o22-well",
            rows,
            reader,
            "layers: [{type: pool1d, kind: average, size: 25},"
                + " {type: recurrent, cell: {type: gru, units: 16}},"
                + " {type: readout, take: max}]",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 60");
    return Case.of("O22", "what matters is 1,450 steps back", sick, well, REACH)
        .also(BASELINES, ONE_BATCH, INPUTS_UNUSED, COLLAPSE);
  }

  /**
   * Sequences filled up with zeros, read out at the last step.
   *
   * <p>An analog: where a reader knows the lengths, no recipe can be trained with that readout;
   * here the zeros are in the file.
   *
   * @see <a href="https://github.com/bentrevett/pytorch-sentiment-analysis/issues/86">86</a>
   */
  static Case padded() {
    Setup sick =
        Setup.of(
            "o23",
            new ArchiveFile("JapaneseVowels", true),
            ArchiveFile.READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 24}}, {type: readout}]",
            "learningRate: 0.006, lambda: 0, clipNorm: 1, batchSize: 27, epochs: 60,"
                + " schedule: cosine");
    Setup well =
        sick.on(new ArchiveFile("JapaneseVowels", false)).with("model.layers.1.take=last-valid");
    return Case.of("O23", "the last step is padding", sick, well, PADDING)
        .also(BASELINES, REACH)
        .by(Case.Look.DATA);
  }

  /**
   * A bidirectional network read out at the last step, where its backward half has seen one step.
   */
  static Case backward() {
    Setup sick =
        Setup.of(
            "o24",
            Waves.csv(400, 40, 0, 24),
            Waves.READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 16}, bidirectional: true},"
                + " {type: readout, take: last}]",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 40,"
                + " schedule: cosine");
    return Case.of(
            "O24",
            "the backward half has seen one step",
            sick,
            sick.with("model.layers.1.take=both-ends"),
            PADDING)
        .also(BASELINES)
        .by(Case.Look.DATA);
  }

  /**
   * The share of ones in 2,000 steps, from 45 sequences, read out at the last step.
   *
   * @see <a href="https://datascience.stackexchange.com/questions/67599">67599</a>
   */
  static Case shares() {
    Setup sick =
        Setup.of(
            "o35",
            ones(45, 2000),
            "{type: csv, target: {type: numbers, columns: [share]},"
                + " split: {type: by-group, test: 0.2, validation: 0.1}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 10}}, {type: readout}]",
            "lambda: 0, batchSize: 16, epochs: 100");
    Setup well =
        Setup.of(
            "o35-well",
            ones(600, 100),
            "{type: csv, target: {type: numbers, columns: [share]},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            "layers: [{type: dense, units: 4, activation: tanh}, {type: readout, take: mean},"
                + " {type: dense, units: 8, activation: tanh}]",
            "learningRate: 0.01, lambda: 0, batchSize: 32, epochs: 60, schedule: cosine");
    return Case.of("O35", "a mean over 2,000 steps", sick, well, REACH, BASELINES)
        .also(SCORE_NOISE, GAP, ONE_BATCH, COLLAPSE, INPUTS_UNUSED, BOTTLENECK, TOO_FEW_STEPS);
  }

  private static CsvFile ones(int count, int steps) {
    return new CsvFile(
        "ones",
        "index,share,x",
        sink -> {
          Random random = new Random(35);
          for (int i = 0; i < count; i++) {
            double chance = 0.1 + 0.7 * random.nextDouble();
            int[] bits = new int[steps];
            int sum = 0;
            for (int step = 0; step < steps; step++) {
              bits[step] = random.nextDouble() < chance ? 1 : 0;
              sum += bits[step];
            }
            for (int bit : bits) {
              sink.row(i, (float) sum / steps, bit);
            }
          }
        });
  }

  /**
   * Steps and features exchanged: nine steps of 128 features.
   *
   * <p>The original is a CRNN in PyTorch whose batch and time were mixed up.
   *
   * @see <a href="https://discuss.pytorch.org/t/62364">62364</a>
   */
  static Case transposed() {
    Setup sick =
        Setup.of(
            "o36",
            new Transposed(12),
            "{type: csv, split: {type: by-group, test: 0.2, validation: 0.2}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 32}}, {type: readout}]",
            "learningRate: 0.005, lambda: 0, clipNorm: 1, batchSize: 50, epochs: 30,"
                + " schedule: cosine");
    Setup well =
        Setup.of(
            "o36-well",
            HarWindows.every(12),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 32}}, {type: readout}]",
            "learningRate: 0.005, lambda: 0, clipNorm: 1, batchSize: 50, epochs: 30,"
                + " schedule: cosine");
    return Case.of("O36", "time and features exchanged", sick, well, AXES)
        .also(BASELINES, REACH, ONE_BATCH)
        .by(Case.Look.DATA);
  }

  /** Every {@code n}th window of UCI HAR, a row a signal and a column a step. */
  private record Transposed(int n) implements Setup.Data {

    private static final int STEPS = 128;
    private static final int SIGNALS = 9;

    @Override
    public boolean there() {
      return HarWindows.every(n).there();
    }

    @Override
    public String source(Path folder) throws java.io.IOException {
      var all = HarWindows.all();
      StringBuilder columns = new StringBuilder("index,group,label");
      for (int step = 0; step < STEPS; step++) {
        columns.append(",v").append(step);
      }
      return new CsvFile(
              "transposed",
              columns.toString(),
              sink -> {
                for (int i = 0; i < all.size(); i += n) {
                  float[] values = all.values(i);
                  for (int signal = 0; signal < SIGNALS; signal++) {
                    float[] row = new float[STEPS];
                    for (int step = 0; step < STEPS; step++) {
                      row[step] = values[SIGNALS * step + signal];
                    }
                    sink.row(i, all.group(i), HarWindows.className(all.label(i)), row);
                  }
                }
              })
          .source(folder);
    }
  }
}
