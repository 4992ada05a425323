package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.GAP;
import static dev.unroll.doctor.finding.Kind.GROUP_LEAK;
import static dev.unroll.doctor.finding.Kind.INPUT_SHIFT;
import static dev.unroll.doctor.finding.Kind.SAME_WINDOWS;
import static dev.unroll.doctor.finding.Kind.TARGET_LEAK;
import static dev.unroll.doctor.finding.Kind.TIME_LEAK;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** Scores that are too good: the test part is not new, or an input tells the answer. */
final class LeakCases {

  static final List<Case> ALL = List.of(overlapping(), people(), future());

  private static final int WINDOW = 64;
  private static final int RECORDINGS = 12;
  private static final int STEPS = 1600;

  private LeakCases() {}

  /**
   * Recordings cut into windows that overlap by half, each of them then on any side of the split.
   *
   * @see <a href="https://github.com/tongdaxu/EEG_Emotion_Classifier_DEAP/issues/1">1</a>
   */
  static Case overlapping() {
    String layers =
        "layers: [{type: recurrent, cell: {type: gru, units: 16}}, {type: readout, take: mean}]";
    String training =
        "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 40, schedule: cosine";
    CsvFile windows =
        new CsvFile(
            "windows",
            "index,label,x,y",
            sink -> {
              int index = 0;
              for (int i = 0; i < RECORDINGS; i++) {
                float[][] recording = recording(i);
                for (int begin = 0; begin + WINDOW <= STEPS; begin += WINDOW / 2) {
                  for (int step = begin; step < begin + WINDOW; step++) {
                    sink.row(index, word(begin + WINDOW / 2), recording[step]);
                  }
                  index++;
                }
              }
            });
    CsvFile whole =
        new CsvFile(
            "recordings",
            "index,label,x,y",
            sink -> {
              for (int i = 0; i < RECORDINGS; i++) {
                float[][] recording = recording(i);
                for (int step = 0; step < STEPS; step++) {
                  sink.row(i, word(step), recording[step]);
                }
              }
            });
    Setup sick =
        Setup.of(
            "o29",
            windows,
            "{type: csv, split: {type: by-group, test: 0.2, validation: 0.2}}",
            layers,
            training);
    Setup well =
        Setup.of(
            "o29-well",
            whole,
            "{type: csv, window: 64, stride: 32, target: {type: window-label},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            layers,
            training);
    return Case.of("O29", "windows overlap across the split", sick, well, SAME_WINDOWS)
        .also(TIME_LEAK, GROUP_LEAK)
        .by(Case.Look.DATA);
  }

  /** The class of a step: stretches of 160, 80 and 80 steps. */
  private static String word(int step) {
    int at = step % 320;
    return at < 160 ? "rest" : at < 240 ? "left" : "right";
  }

  private static float[][] recording(int number) {
    Random random = new Random(2900 + number);
    float[][] steps = new float[STEPS][2];
    double angle = 6 * random.nextDouble();
    for (int step = 0; step < STEPS; step++) {
      String word = word(step);
      angle += word.equals("rest") ? 0.2 : word.equals("left") ? 0.5 : 0.9;
      steps[step][0] = (float) (Math.sin(angle) + 0.3 * random.nextGaussian());
      steps[step][1] = (float) (0.7 * Math.cos(angle) + 0.3 * random.nextGaussian());
    }
    return steps;
  }

  /**
   * Windows of people of whom others are trained on: no group is told.
   *
   * <p>An analog: the original has trials of EEG. Every sixth window, so that none overlap.
   *
   * @see <a href="https://github.com/eeyhsong/EEG-Conformer/issues/52">52</a>
   */
  static Case people() {
    Setup well =
        Setup.of(
            "o30",
            HarWindows.every(6),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 24}},"
                + " {type: readout, take: mean}]",
            "learningRate: 0.006, lambda: 0, clipNorm: 1, batchSize: 50, epochs: 30,"
                + " schedule: cosine");
    return Case.of(
            "O30",
            "the same people on both sides",
            well.with("data.reader.columns.group=''"),
            well,
            GROUP_LEAK,
            TIME_LEAK)
        .also(SAME_WINDOWS)
        .by(Case.Look.DATA);
  }

  /**
   * A column that holds what is to be forecast.
   *
   * <p>An analog: the original is shifted by one row of share prices; here by six hours of oil
   * temperatures, which is how far ahead they are forecast.
   *
   * @see <a href="https://github.com/spawnaga/market_direction_prediction/issues/1">1</a>
   */
  static Case future() {
    Setup sick =
        Setup.of(
            "o31",
            new Transformer(true),
            "{type: csv, columns: {sequence: '', time: ''}, window: 24, stride: 3,"
                + " target: {type: ahead, columns: [OT], rows: [6]},"
                + " split: {type: by-time, test: 0.2, validation: 0.2}}",
            "layers: [{type: recurrent, cell: {type: gru, units: 24}}, {type: readout}],"
                + " regression: {loss: mae, predictChange: true}",
            "learningRate: 0.002, lambda: 0, clipNorm: 1, batchSize: 64, epochs: 10,"
                + " schedule: cosine");
    return Case.of(
            "O31", "a column from the future", sick, sick.on(new Transformer(false)), TARGET_LEAK)
        .also(INPUT_SHIFT, GAP)
        .by(Case.Look.DATA);
  }

  /**
   * 4,000 hours of a transformer's oil temperature and of its largest load.
   *
   * @param leak whether the temperature of six hours later stands in each row
   */
  record Transformer(boolean leak) implements Setup.Data {

    private static final Path FILE = Path.of("../shared/data/ett/ETTh1.csv.gz");
    private static final int HOURS = 4000;
    private static final int AHEAD = 6;

    @Override
    public boolean there() {
      return Files.exists(FILE);
    }

    @Override
    public String source(Path folder) throws IOException {
      List<List<String>> rows;
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
        rows = reader.lines().limit(HOURS + AHEAD + 1L).map(Splitter.on(',')::splitToList).toList();
      }
      List<String> header = rows.get(0);
      int last = header.size() - 1;
      return new CsvFile(
              "transformer",
              header.get(1) + "," + header.get(last) + (leak ? ",OT_ahead" : ""),
              sink -> {
                for (int i = 1; i <= HOURS; i++) {
                  String row = rows.get(i).get(1) + "," + rows.get(i).get(last);
                  sink.row(leak ? row + "," + rows.get(i + AHEAD).get(last) : row);
                }
              })
          .source(folder);
    }
  }
}
