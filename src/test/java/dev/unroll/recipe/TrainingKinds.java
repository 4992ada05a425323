package dev.unroll.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Recipes of every kind that a training may be of, small and on data of their own. */
final class TrainingKinds {

  private static final String READOUT = "{type: readout, take: last-valid}";

  /** Layers and settings of the training, by name. */
  private static final Map<String, String[]> ALL = new LinkedHashMap<>();

  static {
    add("rnn", recurrent("basic-rnn"), "optimizer: gradient-descent");
    add("lstm", recurrent("basic-lstm"), "optimizer: adam");
    add(
        "lstm-projection",
        "[{type: recurrent, cell: {type: lstm, units: 3, projection: 2}}, " + READOUT + "]",
        "optimizer: {type: rms-prop, momentum: 0.5}");
    add("gru", recurrent("gru"), "optimizer: {type: momentum, nesterov: true}, clipNorm: 0.1");
    add(
        "deep-bidirectional",
        "[{type: recurrent, cell: {type: basic-lstm, units: 2}, depth: 2, bidirectional: true},"
            + " {type: readout, take: both-ends}]",
        "optimizer: adagrad, classWeights: balanced, labelSmoothing: 0.1");
    add(
        "conv-batch-norm",
        "[{type: conv1d, filters: 3, kernelSize: 3, padding: same}, batch-norm,"
            + " {type: activation, function: relu}, {type: readout, take: max}]",
        "optimizer: adam-w, clipNorm: 1");
    add(
        "dropout",
        "[{type: recurrent, cell: {type: gru, units: 3}, dropout: 0.2, recurrentDropout: 0.3}, "
            + READOUT
            + ", {type: dropout, rate: 0.3}]",
        "optimizer: adam");
    add(
        "augmented",
        recurrent("basic-lstm"),
        "augment: [{type: jitter, stddev: [0.1, 0.2]}, {type: time-mask, share: 0.3},"
            + " {type: time-shift, share: 0.3}, {type: channel-mask, rate: 0.2}]");
    add("mixup", recurrent("gru"), "mixup: 0.4, augment: [{type: jitter, stddev: [0.1, 0.2]}]");
    add("buckets", recurrent("basic-rnn"), "buckets: 3");
    add("sequential", recurrent("basic-lstm"), "order: sequential");
    add(
        "stateful",
        "[{type: recurrent, cell: {type: basic-lstm, units: 3}, state: stateful}]",
        "window: 3, batchSize: 4");
    add(
        "carried",
        "[{type: recurrent, cell: {type: gru, units: 2}, state: carried}]",
        "window: 2, batchSize: 3, optimizer: {type: momentum}");
    add("cosine", recurrent("basic-rnn"), "schedule: {type: cosine, warmup: 0.3}");
    add("one-cycle", recurrent("basic-rnn"), "schedule: one-cycle, learningRate: 0.1");
    add(
        "plateau",
        recurrent("basic-lstm"),
        "schedule: {type: reduce-on-plateau, patience: 1, factor: 0.5, cooldown: 1}");
    add(
        "plateau-of-loss",
        recurrent("gru"),
        "schedule: {type: reduce-on-plateau, patience: 1, factor: 0.5, leastRate: 0.001},"
            + " displayEvery: 3");
    add("accumulated", recurrent("basic-lstm"), "accumulate: 2, clipNorm: 0.5");
    add(
        "averaged",
        "[{type: conv1d, filters: 2, kernelSize: 3}, batch-norm, {type: readout, take: mean}]",
        "averageWeights: 0.9");
    add(
        "stopped-early",
        recurrent("basic-rnn"),
        "earlyStopping: {patience: 3}, checkpoints: {keep: 3, best: true}, displayEvery: 1");
    add(
        "all-together",
        "[{type: conv1d, filters: 3, kernelSize: 3, padding: same}, batch-norm,"
            + " {type: recurrent, cell: {type: gru, units: 2}, bidirectional: true, dropout: 0.1},"
            + " {type: readout, take: mean}, {type: dropout, rate: 0.2}]",
        "optimizer: adam-w, schedule: {type: reduce-on-plateau, patience: 1}, accumulate: 3,"
            + " averageWeights: 0.8, buckets: 2, mixup: 0.2, clipNorm: 1, displayEvery: 1,"
            + " augment: [{type: jitter, stddev: [0.1, 0.1]}], earlyStopping: {patience: 30},"
            + " checkpoints: {keep: 2, best: true}");
  }

  private TrainingKinds() {}

  private static void add(String name, String layers, String training) {
    ALL.put(name, new String[] {layers, training});
  }

  private static String recurrent(String cell) {
    return "[{type: recurrent, cell: {type: " + cell + ", units: 3}}, " + READOUT + "]";
  }

  /** Their names. */
  static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * Writes data and recipe of a kind.
   *
   * @param folder of the files
   * @return the recipe's file
   */
  static Path write(Path folder, String kind) throws IOException {
    Path data = folder.resolve("data.csv");
    if (Files.notExists(data)) {
      Files.writeString(data, data());
    }
    boolean perStep = kind.equals("stateful") || kind.equals("carried");
    boolean byGroup = kind.equals("plateau-of-loss");
    String[] settings = ALL.get(kind);
    Path recipe = folder.resolve(kind + ".yaml");
    Files.writeString(
        recipe,
        String.format(
            Locale.ROOT,
            """
            name: %s
            data:
              source: 'csv:%s'
              reader:
                type: csv
                columns: {features: [x, y]}
                target: %s
                split: %s
            model: {layers: %s}
            training: {%s}
            """,
            kind,
            data,
            perStep ? "{type: step-label, column: now}" : "{type: label, column: label}",
            byGroup ? "{type: by-group, test: 0.3}" : "by-column",
            settings[0],
            defaults(settings[1])));
    return recipe;
  }

  private static String defaults(String settings) {
    StringBuilder all = new StringBuilder(settings);
    Map<String, String> others =
        Map.of("batchSize", "5", "steps", "12", "displayEvery", "2", "learningRate", "0.02");
    others.forEach(
        (name, value) -> {
          if (!settings.contains(name + ":")) {
            all.append(", ").append(name).append(": ").append(value);
          }
        });
    return all.toString();
  }

  /** 22 training, 8 validation and 8 test sequences of 4 to 9 steps. */
  private static String data() {
    Random random = new Random(3);
    StringBuilder rows = new StringBuilder("index,step,split,group,label,now,x,y\n");
    for (int i = 0; i < 38; i++) {
      double level = random.nextGaussian();
      for (int step = 0; step < 4 + i % 6; step++) {
        double x = level + 0.7 * random.nextGaussian();
        rows.append(
            String.format(
                Locale.ROOT,
                "%d,%d,%s,g%d,%s,%s,%.4f,%.4f%n",
                i,
                step,
                i < 22 ? "train" : i < 30 ? "validation" : "test",
                i % 7,
                i % 5 == 0 || level > 0 ? "high" : "low",
                x > 0 ? "up" : "down",
                x,
                random.nextGaussian()));
      }
    }
    return rows.toString();
  }
}
