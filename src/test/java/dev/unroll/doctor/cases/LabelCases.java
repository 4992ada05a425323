package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.COLLAPSE;
import static dev.unroll.doctor.finding.Kind.CONTRADICTIONS;
import static dev.unroll.doctor.finding.Kind.GAP;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.INPUT_SCALE;
import static dev.unroll.doctor.finding.Kind.INPUT_SHIFT;
import static dev.unroll.doctor.finding.Kind.LABEL_MIX;
import static dev.unroll.doctor.finding.Kind.NO_SIGNAL;
import static dev.unroll.doctor.finding.Kind.ONE_BATCH;
import static dev.unroll.doctor.finding.Kind.RARE_CLASSES;
import static dev.unroll.doctor.finding.Kind.SCORE_NOISE;
import static dev.unroll.doctor.finding.Kind.TARGET;
import static dev.unroll.doctor.finding.Kind.TOO_FEW_STEPS;
import static dev.unroll.doctor.finding.Kind.UNUSABLE_NUMBERS;
import static dev.unroll.doctor.finding.Kind.WRONG_LABELS;

import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/** Targets that cannot be learnt, are rare, lie elsewhere, or are none. */
final class LabelCases {

  static final List<Case> ALL = List.of(market(), thinned(), keyword(), inOrder(), amounts());

  private LabelCases() {}

  /**
   * The sign of the next step of a random walk.
   *
   * <p>The twin's steps tend to go on as the last ones did.
   *
   * @see <a href="https://datascience.stackexchange.com/questions/51264">51264</a>
   */
  static Case market() {
    Setup sick =
        Setup.of(
            "o25",
            returns(0),
            "{type: csv, split: {type: by-group, test: 0.2, validation: 0.2}}",
            "layers: [{type: recurrent, cell: {type: gru, units: 16}}, {type: readout}]",
            "learningRate: 0.004, lambda: 0, clipNorm: 1, batchSize: 50, epochs: 20,"
                + " schedule: cosine");
    return Case.of("O25", "nothing to learn", sick, sick.on(returns(0.92)), NO_SIGNAL)
        .also(BASELINES, CONTRADICTIONS, INPUTS_UNUSED, COLLAPSE, WRONG_LABELS);
  }

  private static CsvFile returns(double momentum) {
    return new CsvFile(
        "returns",
        "index,label,price,volume",
        sink -> {
          Random random = new Random(25);
          for (int i = 0; i < 1200; i++) {
            double[] steps = new double[101];
            double step = random.nextGaussian();
            for (int t = 0; t < steps.length; t++) {
              step = momentum * step + Math.sqrt(1 - momentum * momentum) * random.nextGaussian();
              steps[t] = step;
            }
            double price = 0;
            for (int t = 0; t < 50; t++) {
              price += steps[t + 50];
              sink.row(
                  i,
                  steps[100] > 0 ? "up" : "down",
                  (float) price,
                  (float) (1 + random.nextDouble()));
            }
          }
        });
  }

  /**
   * 78 of 100 windows of one class; two classes are never predicted.
   *
   * @see <a href="https://stats.stackexchange.com/questions/345126">345126</a>
   */
  static Case thinned() {
    IntPredicate chosen =
        i -> {
          int label = HarWindows.all().label(i);
          int every = label == 5 ? 2 : label > 2 ? 19 : 61;
          return i % every == 0;
        };
    Setup sick =
        Setup.of(
            "o26",
            new HarWindows("thinned", chosen, 1),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 16}}, {type: readout}]",
            "learningRate: 0.0007, lambda: 0.01, batchSize: 50, epochs: 12, displayEvery: 10");
    Setup well =
        Setup.of(
            "o26-well",
            HarWindows.every(10),
            HarWindows.READER,
            "layers: [{type: recurrent, cell: {type: gru, units: 24}},"
                + " {type: readout, take: mean}]",
            "learningRate: 0.006, lambda: 0, clipNorm: 1, batchSize: 50, epochs: 40,"
                + " displayEvery: 20, schedule: cosine, classWeights: balanced");
    return Case.of("O26", "classes that are never predicted", sick, well, RARE_CLASSES, TARGET)
        .also(COLLAPSE, BASELINES, TOO_FEW_STEPS, SCORE_NOISE, LABEL_MIX)
        .by(Case.Look.RUN);
  }

  /**
   * One keyword in 50 words, as numbers of words, to be marked where it stands.
   *
   * @see <a href="https://github.com/keras-team/keras/issues/1280">keras 1280</a>
   */
  static Case keyword() {
    Setup sick =
        Setup.of(
            "o27",
            words(false),
            "{type: csv, target: {type: step-label},"
                + " split: {type: by-group, test: 0.2, validation: 0.2}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 16}}]",
            "learningRate: 0.003, lambda: 0, batchSize: 20, epochs: 20");
    Setup well =
        sick.on(words(true))
            .with("training.learningRate=0.02", "training.clipNorm=1", "training.epochs=30");
    return Case.of(
            "O27",
            "two in a hundred, found by a number that means a word",
            sick,
            well,
            TARGET,
            RARE_CLASSES,
            BASELINES,
            COLLAPSE)
        .also(UNUSABLE_NUMBERS, INPUT_SCALE, ONE_BATCH, INPUTS_UNUSED, TOO_FEW_STEPS);
  }

  private static CsvFile words(boolean told) {
    return new CsvFile(
        "words",
        told ? "index,label,keyword,length" : "index,label,word",
        sink -> {
          Random random = new Random(27);
          for (int i = 0; i < 300; i++) {
            int at = random.nextInt(50);
            for (int step = 0; step < 50; step++) {
              int word = 1 + random.nextInt(600);
              if (word == 317) {
                word = 318;
              }
              String label = step == at ? "keyword" : "other";
              if (told) {
                sink.row(i, label, step == at ? 1 : 0, 2 + word % 7);
              } else {
                sink.row(i, label, step == at ? 317 : word);
              }
            }
          }
        });
  }

  /**
   * The validation part is the end of data that lie in the order of their classes.
   *
   * @see <a href="https://rocuku.github.io/keras-validation-split-shuffle">validation split</a>
   */
  static Case inOrder() {
    Setup sick =
        Setup.of(
            "o28",
            steps(true),
            "{type: csv, split: {type: by-column}}",
            "layers: [{type: recurrent, cell: {type: gru, units: 16}}, {type: readout}]",
            "learningRate: 0.01, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 40,"
                + " schedule: cosine");
    return Case.of("O28", "validation is of one class", sick, sick.on(steps(false)), LABEL_MIX)
        .also(GAP, INPUT_SHIFT, TARGET)
        .by(Case.Look.DATA);
  }

  private static CsvFile steps(boolean inOrder) {
    return new CsvFile(
        "parts",
        "index,split,label,x,y",
        sink -> {
          Random random = new Random(28);
          double[] turns = {0.2, 0.45, 0.8};
          for (int i = 0; i < 500; i++) {
            // Training has 35 of 100 of the last class; the end of the file has 97.
            boolean end = i >= 400;
            double last = inOrder && end ? 0.97 : 0.35;
            int label = random.nextDouble() < last ? 2 : random.nextInt(5) < 3 ? 0 : 1;
            String part = !end ? "train" : i % 2 == 0 ? "validation" : "test";
            double phase = 6 * random.nextDouble();
            for (int step = 0; step < 30; step++) {
              double angle = phase + turns[label] * step;
              sink.row(
                  i,
                  part,
                  "kind-" + label,
                  (float) (Math.sin(angle) + 0.3 * random.nextGaussian()),
                  (float) (0.6 * Math.cos(angle) + 0.3 * random.nextGaussian()));
            }
          }
        });
  }

  /**
   * Amounts of up to 27 either way as classes.
   *
   * @see <a href="https://discuss.tensorflow.org/t/lstm-only-yielding-outputs-between-0-1/3471">
   *     3471</a>
   */
  static Case amounts() {
    CsvFile rows =
        new CsvFile(
            "audio",
            "index,level,x,y",
            sink -> {
              Random random = new Random(37);
              for (int i = 0; i < 600; i++) {
                double level = 27 * (2 * random.nextDouble() - 1);
                double phase = 6 * random.nextDouble();
                for (int step = 0; step < 24; step++) {
                  double wave = 0.1 * level * Math.sin(phase + 0.5 * step);
                  sink.row(
                      i,
                      Math.round(10 * level) / 10f,
                      (float) (0.05 * level + wave + 0.2 * random.nextGaussian()),
                      (float) (wave + 0.4 * random.nextGaussian()));
                }
              }
            });
    Setup sick =
        Setup.of(
            "o37",
            rows,
            "{type: csv, target: {type: label, column: level},"
                + " split: {type: by-group, test: 0}}",
            "layers: [{type: recurrent, cell: {type: basic-lstm, units: 24}}, {type: readout}]",
            "learningRate: 0.005, lambda: 0, clipNorm: 1, batchSize: 32, epochs: 40,"
                + " schedule: cosine");
    Setup well =
        sick.with(
            "data.reader.target={type: numbers, columns: [level]}",
            "data.reader.split={type: by-group, test: 0.2, validation: 0.2}",
            "model.layers.1.take=mean",
            "training.learningRate=0.01");
    return Case.of("O37", "amounts as classes", sick, well, TARGET)
        .also(BASELINES, COLLAPSE, ONE_BATCH, SCORE_NOISE, NO_SIGNAL, GAP)
        .by(Case.Look.DATA);
  }
}
