package dev.unroll.doctor.cases;

import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** What befalls data: each a change of a dataset that is well. */
final class DataFaults {

  private static final long SEED = 77;

  private DataFaults() {}

  /** A sequence that is written anew. */
  private interface Rewrite {
    float[] of(Sequences part, int index);
  }

  /** Where the truth of a sequence is taken from. */
  private interface From {
    int index(int of);
  }

  /** The first feature ten thousand times as large. */
  static Dataset firstFeatureLarge(Dataset data) {
    int features = data.schema().features();
    return rewritten(
        data,
        data.schema(),
        (part, i) -> {
          float[] values = part.values(i);
          for (int j = 0; j < values.length; j += features) {
            values[j] *= 1e4f;
          }
          return values;
        });
  }

  /** Each part's targets in any order. */
  static Dataset targetsPermuted(Dataset data) {
    return eachPart(
        data,
        part -> {
          int[] order = permutation(part.size());
          return copy(part, data.schema(), Sequences::values, i -> order[i], part::group);
        });
  }

  /** The targets of the sequence before. */
  static Dataset targetsShifted(Dataset data) {
    return eachPart(
        data,
        part ->
            copy(
                part,
                data.schema(),
                Sequences::values,
                i -> (i + part.size() - 1) % part.size(),
                part::group));
  }

  /** A fifth of the training part's targets from elsewhere. */
  static Dataset fifthOfTargetsWrong(Dataset data) {
    Sequences train = data.train();
    int[] order = permutation(train.size());
    Random random = new Random(SEED);
    boolean[] wrong = new boolean[train.size()];
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] = random.nextInt(5) == 0;
    }
    Sequences changed =
        copy(train, data.schema(), Sequences::values, i -> wrong[i] ? order[i] : i, train::group);
    return with(data, data.schema(), changed, data.validation(), data.test());
  }

  /** Steps as features and features as steps; sequences must be equally long. */
  static Dataset transposed(Dataset data) {
    int features = data.schema().features();
    int steps = data.train().maxSteps();
    List<Signal> signals =
        IntStream.range(0, steps).mapToObj(step -> new Signal("x" + step, "")).toList();
    Schema schema =
        new Schema(
            signals, Optional.empty(), withoutNaive(data.schema()), data.schema().grouping());
    return rewritten(
        data,
        schema,
        (part, i) -> {
          float[] values = part.values(i);
          float[] turned = new float[values.length];
          for (int step = 0; step < steps; step++) {
            for (int k = 0; k < features; k++) {
              turned[k * steps + step] = values[step * features + k];
            }
          }
          return turned;
        });
  }

  private static Target withoutNaive(Schema schema) {
    return schema
        .target()
        .numbers()
        .<Target>map(n -> new Target.Numbers(n.signals(), Target.Numbers.NO_NAIVE))
        .orElse(schema.target());
  }

  /** One more feature, which tells the target. */
  static Dataset answerAdded(Dataset data) {
    int features = data.schema().features();
    List<Signal> signals = new ArrayList<>(data.schema().signals());
    signals.add(new Signal("later", ""));
    Schema schema =
        new Schema(signals, Optional.empty(), data.schema().target(), data.schema().grouping());
    Random random = new Random(SEED);
    return rewritten(
        data,
        schema,
        (part, i) -> {
          float[] values = part.values(i);
          int steps = part.length(i);
          float[] wider = new float[steps * (features + 1)];
          for (int step = 0; step < steps; step++) {
            System.arraycopy(values, step * features, wider, step * (features + 1), features);
            float truth =
                switch (schema.target().kind()) {
                  case ONE_CLASS -> part.label(i);
                  case CLASS_PER_STEP -> part.stepLabel(i, step);
                  case NUMBERS, NUMBERS_PER_STEP -> part.number(i, 0);
                };
            wider[step * (features + 1) + features] = truth + 0.01f * (float) random.nextGaussian();
          }
          return wider;
        });
  }

  /** Sequences of one class cut short at a random step and filled up with zeros. */
  static Dataset padded(Dataset data) {
    Random random = new Random(SEED);
    int features = data.schema().features();
    return rewritten(
        data,
        data.schema(),
        (part, i) -> {
          float[] values = part.values(i);
          int kept = (int) (part.length(i) * (0.3 + 0.7 * random.nextDouble()));
          Arrays.fill(values, Math.max(1, kept) * features, values.length, 0f);
          return values;
        });
  }

  /** Each sequence a group of its own, in the order of the file, and divided at random. */
  static Dataset groupsDropped(Dataset data) {
    List<Sequences> parts =
        List.of(data.train(), data.validation(), data.test()).stream()
            .filter(part -> !part.isEmpty())
            .toList();
    SequencesBuilder builder = new SequencesBuilder(data.schema().features());
    int all = 0;
    for (Sequences part : parts) {
      for (int i = 0; i < part.size(); i++) {
        add(builder, part, i, i, data.schema(), Sequences::values, all++);
      }
    }
    Sequences file = builder.build();
    int[] order = permutation(all);
    List<Sequences> mixed = new ArrayList<>();
    int next = 0;
    for (Sequences part : parts) {
      int[] chosen = Arrays.copyOfRange(order, next, next + part.size());
      Arrays.sort(chosen);
      mixed.add(file.select(chosen));
      next += part.size();
    }
    Sequences none = Sequences.empty(data.schema().features());
    Sequences validation = data.validation().isEmpty() ? none : mixed.get(1);
    Sequences test = data.test().isEmpty() ? none : mixed.get(mixed.size() - 1);
    return with(data, data.schema(), mixed.get(0), validation, test);
  }

  /** Half of the test part are windows of training, moved by a third of their length. */
  static Dataset windowsShared(Dataset data) {
    Sequences train = data.train();
    Sequences test = data.test();
    int features = data.schema().features();
    SequencesBuilder builder = new SequencesBuilder(features);
    for (int i = 0; i < test.size(); i++) {
      if (i % 2 == 0) {
        add(builder, test, i, i, data.schema(), Sequences::values, test.group(i));
        continue;
      }
      int other = (int) ((long) i * (train.size() - 1) / test.size());
      add(
          builder,
          train,
          other,
          other,
          data.schema(),
          (part, k) -> {
            float[] values = part.values(k);
            int moved = part.length(k) / 3 * features;
            float[] later = part.values(k + 1);
            float[] window = new float[values.length];
            System.arraycopy(values, moved, window, 0, values.length - moved);
            System.arraycopy(
                later, 0, window, values.length - moved, Math.min(moved, later.length));
            return window;
          },
          test.group(i));
    }
    return with(data, data.schema(), train, data.validation(), builder.build());
  }

  private static Dataset rewritten(Dataset data, Schema schema, Rewrite rewrite) {
    return with(
        data,
        schema,
        copy(data.train(), schema, rewrite, i -> i, data.train()::group),
        copy(data.validation(), schema, rewrite, i -> i, data.validation()::group),
        copy(data.test(), schema, rewrite, i -> i, data.test()::group));
  }

  private interface PartChange {
    Sequences of(Sequences part);
  }

  private static Dataset eachPart(Dataset data, PartChange change) {
    return with(
        data,
        data.schema(),
        change.of(data.train()),
        change.of(data.validation()),
        change.of(data.test()));
  }

  private static Dataset with(
      Dataset data, Schema schema, Sequences train, Sequences validation, Sequences test) {
    return new Dataset(
        data.name(), data.simulated(), schema, train, validation, test, data.notes());
  }

  private static Sequences copy(
      Sequences part, Schema schema, Rewrite rewrite, From truth, From group) {
    if (part.isEmpty()) {
      return Sequences.empty(schema.features());
    }
    SequencesBuilder builder = new SequencesBuilder(schema.features());
    for (int i = 0; i < part.size(); i++) {
      add(builder, part, i, truth.index(i), schema, rewrite, group.index(i));
    }
    return builder.build();
  }

  private static void add(
      SequencesBuilder builder,
      Sequences part,
      int index,
      int truth,
      Schema schema,
      Rewrite rewrite,
      int group) {
    float[] values = rewrite.of(part, index);
    try {
      builder.add(values, group);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    switch (schema.target().kind()) {
      case ONE_CLASS -> builder.label(part.label(truth));
      case CLASS_PER_STEP -> {
        int steps = values.length / schema.features();
        builder.stepLabels(
            IntStream.range(0, steps).map(step -> part.stepLabel(truth, step)).toArray());
      }
      case NUMBERS, NUMBERS_PER_STEP -> {
        float[] numbers = new float[schema.target().names().size()];
        for (int k = 0; k < numbers.length; k++) {
          numbers[k] = part.number(truth, k);
        }
        builder.numbers(numbers);
      }
    }
  }

  private static int[] permutation(int count) {
    Random random = new Random(SEED);
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
