package dev.unroll.source.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.internal.numpy.NpyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Generated sets of arrays: names, parts, containers, types, orders, axes, targets, lengths and
 * missing values, each drawn. What is right is computed from the same formulas, not read.
 */
class NumpyFamilyTest {

  private static final String[][] NAMES = {
    {"X_%s", "y_%s"},
    {"%s_X", "%s_y"},
    {"x%s", "y%s"},
    {"%s/X", "%s/y"},
    {"X-%s", "Y-%s"},
    {"%s_data", "%s_labels"},
    {"inputs.%s", "targets.%s"},
    {"data_%s", "label_%s"},
    {"%sX", "%sY"},
    {"%s", "%s_target"},
    {"Features %s", "Classes %s"},
  };

  private static final String[][] PARTS = {
    {"train", "val", "test"}, {"Train", "Valid", "Test"}, {"TRAIN", "VALIDATION", "TEST"},
    {"training", "dev", "testing"}, {"tr", "va", "te"}, {"trn", "validation", "eval"},
  };

  private static final List<String> TYPES =
      List.of("<f4", "<f8", ">f4", ">f8", "<i2", ">i4", "|i1", "<i8", "<u2", "|u1", "<f2");

  private static final List<Axis> ALL = List.of(Axis.SEQUENCES, Axis.STEPS, Axis.FEATURES);

  @TempDir private Path temp;

  private Random random;
  private int features;
  private int steps;
  private String type;
  private boolean whole;
  private boolean padded;
  private boolean gaps;

  private enum Targets {
    NUMBERS_AS_CLASSES,
    FLOATS_AS_CLASSES,
    TEXTS,
    ONE_HOT,
    STEPS,
    ONE_NUMBER,
    NUMBERS
  }

  /** The value of a place of a part, which no two places near each other share. */
  private double value(int part, int sequence, int step, int feature) {
    int number = (part * 29 + sequence * 13 + step * 7 + feature * 3) % 97;
    return whole ? number : number / 4.0 - 11;
  }

  private static int label(int part, int sequence) {
    return sequence < 3 ? sequence : (sequence * 5 + part) % 3;
  }

  private static int stepLabel(int part, int sequence, int step) {
    return (sequence + step * 2 + part) % 3;
  }

  private int length(int sequence) {
    return padded ? 1 + (sequence * 3 + 2) % steps : steps;
  }

  /** In the middle of a sequence, of its second feature or its only one. */
  private boolean isGap(int sequence, int step, int feature) {
    return gaps
        && sequence % 2 == 1
        && feature == features - 1
        && step == 1
        && length(sequence) >= 3;
  }

  private double expected(int part, int sequence, int step, int feature) {
    return isGap(sequence, step, feature)
        ? (value(part, sequence, 0, feature) + value(part, sequence, 2, feature)) / 2
        : value(part, sequence, step, feature);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void readsEachAsItWasWritten(int seed) throws IOException {
    for (int i = 0; i < 12; i++) {
      readsAsItWasWritten(100 * seed + i);
    }
  }

  private void readsAsItWasWritten(int seed) throws IOException {
    random = new Random(seed);
    features = 1 + random.nextInt(4);
    steps = 4 + random.nextInt(5);
    type = one(TYPES);
    whole = !type.contains("f");
    gaps = !whole && random.nextInt(3) == 0;
    boolean byNaN = !whole && random.nextBoolean();
    padded = random.nextInt(3) == 0;
    Targets targets = Targets.values()[random.nextInt(Targets.values().length)];
    int parts = random.nextInt(4) == 0 ? 1 : 2 + random.nextInt(2);
    List<Axis> axes = new ArrayList<>(ALL);
    boolean twoAxes = features == 1 && random.nextBoolean();
    boolean others = random.nextInt(3) == 0;
    if (twoAxes) {
      axes.remove(Axis.FEATURES);
    }
    if (others) {
      Collections.shuffle(axes, random);
    }
    String[] names = NAMES[random.nextInt(NAMES.length)];
    String[] words = PARTS[random.nextInt(PARTS.length)];
    int[] sizes = IntStream.range(0, parts).map(part -> 5 + random.nextInt(6)).toArray();
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    for (int part = 0; part < parts; part++) {
      String word = words[parts == 2 && part == 1 ? 2 : part];
      String inputs = parts == 1 ? "X" : names[0].formatted(word);
      String truth = parts == 1 ? "y" : names[1].formatted(word);
      arrays.put(inputs, inputs(part, sizes[part], axes, byNaN));
      arrays.put(truth, targets(part, sizes[part], targets));
      if (padded && !byNaN) {
        arrays.put(
            parts == 1 ? "lengths" : "lengths_" + word,
            NpyWriter.bytes(2, "<i4", false, new int[] {sizes[part]}, this::length));
      }
    }
    Path path = write(seed, arrays);
    Numpy settings =
        new Numpy(
            new NumpyArrays(),
            others ? axes : List.of(),
            List.of(),
            switch (targets) {
              case STEPS -> new NumpyTarget.StepLabel(List.of(), 0);
              case ONE_NUMBER, NUMBERS -> new NumpyTarget.Numbers(List.of());
              case ONE_HOT ->
                  steps == 3
                      ? new NumpyTarget.OneHot(List.of())
                      : new NumpyTarget.Label(List.of(), 0);
              default -> new NumpyTarget.Label(List.of(), 0);
            },
            new NumpySplit.ByGroup(0, 0, 1),
            gaps ? Numpy.Missing.INTERPOLATE : Numpy.Missing.ERROR,
            0,
            0);
    Dataset dataset = settings.read(path.toString());
    Split[] splits =
        parts == 2
            ? new Split[] {Split.TRAIN, Split.TEST}
            : new Split[] {Split.TRAIN, Split.VALIDATION, Split.TEST};
    for (int part = 0; part < parts; part++) {
      check(seed + " " + path, dataset, part, sizes[part], dataset.split(splits[part]), targets);
    }
    long missing =
        IntStream.range(0, parts)
            .map(p -> (int) IntStream.range(0, sizes[p]).filter(this::hasGap).count())
            .sum();
    assertEquals(
        missing > 0, dataset.notes().stream().anyMatch(n -> n.startsWith(missing + " of ")));
  }

  private boolean hasGap(int sequence) {
    return isGap(sequence, 1, features - 1);
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private byte[] inputs(int part, int sequences, List<Axis> axes, boolean byNaN) {
    int[] sizes =
        axes.stream()
            .mapToInt(
                axis ->
                    switch (axis) {
                      case SEQUENCES -> sequences;
                      case STEPS -> steps;
                      case FEATURES -> features;
                    })
            .toArray();
    return NpyWriter.bytes(
        1 + random.nextInt(3),
        type,
        random.nextBoolean(),
        sizes,
        place -> {
          int[] index = new int[3];
          int rest = place;
          for (int axis = sizes.length - 1; axis >= 0; axis--) {
            index[ALL.indexOf(axes.get(axis))] = rest % sizes[axis];
            rest /= sizes[axis];
          }
          if (index[1] >= length(index[0])) {
            return byNaN ? nan() : 77; // padding, which nothing may read
          }
          return isGap(index[0], index[1], index[2])
              ? nan()
              : value(part, index[0], index[1], index[2]);
        });
  }

  private double nan() {
    return type.endsWith("f2") ? 0x1.ffcp15 * 2 : Double.NaN;
  }

  private byte[] targets(int part, int sequences, Targets targets) {
    boolean columnMajor = random.nextBoolean();
    int[] one = random.nextBoolean() ? new int[] {sequences} : new int[] {sequences, 1};
    return switch (targets) {
      case NUMBERS_AS_CLASSES ->
          NpyWriter.bytes(1, "<i8", columnMajor, one, i -> 4 * label(part, i) + 7);
      case FLOATS_AS_CLASSES ->
          NpyWriter.bytes(1, ">f4", columnMajor, one, i -> 4 * label(part, i) + 7);
      case TEXTS ->
          NpyWriter.texts(
              random.nextBoolean(),
              one,
              IntStream.range(0, sequences)
                  .mapToObj(i -> List.of("gehen", "l\u00e4uft", "ruht").get(label(part, i)))
                  .toArray(String[]::new));
      case ONE_HOT ->
          NpyWriter.bytes(
              2,
              random.nextBoolean() ? "<f8" : "|u1",
              columnMajor,
              new int[] {sequences, 3},
              i -> i % 3 == label(part, i / 3) ? 1 : 0);
      case STEPS ->
          NpyWriter.bytes(
              1,
              "|u1",
              columnMajor,
              new int[] {sequences, steps},
              i -> stepLabel(part, i / steps, i % steps));
      case ONE_NUMBER -> NpyWriter.bytes(1, "<f8", columnMajor, one, i -> i * 0.5 - part);
      case NUMBERS ->
          NpyWriter.bytes(
              1, "<i2", columnMajor, new int[] {sequences, 2}, i -> i / 2 * 10 - i % 2 * 3 + part);
    };
  }

  private Path write(int seed, Map<String, byte[]> arrays) throws IOException {
    int kind = random.nextInt(3);
    if (kind > 0) {
      return NpyWriter.npz(temp.resolve(seed + ".npz"), kind == 2, arrays);
    }
    Path folder = temp.resolve("set" + seed);
    for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
      Path file = folder.resolve(array.getKey() + ".npy");
      Files.createDirectories(file.getParent());
      Files.write(file, array.getValue());
    }
    return folder;
  }

  private void check(
      String where, Dataset dataset, int part, int size, Sequences found, Targets targets) {
    assertEquals(size, found.size(), where);
    assertEquals(features, found.features(), where);
    List<String> classes = dataset.classNames();
    for (int i = 0; i < size; i++) {
      String at = String.format(Locale.ROOT, "%s, part %d, sequence %d", where, part, i);
      assertEquals(length(i), found.length(i), at);
      for (int step = 0; step < length(i); step++) {
        for (int feature = 0; feature < features; feature++) {
          assertEquals((float) expected(part, i, step, feature), found.value(i, step, feature), at);
        }
        if (targets == Targets.STEPS) {
          assertEquals("" + stepLabel(part, i, step), classes.get(found.stepLabel(i, step)), at);
        }
      }
      switch (targets) {
        case NUMBERS_AS_CLASSES, FLOATS_AS_CLASSES ->
            assertEquals("" + (4 * label(part, i) + 7), classes.get(found.label(i)), at);
        case TEXTS ->
            assertEquals(
                List.of("gehen", "l\u00e4uft", "ruht").get(label(part, i)),
                classes.get(found.label(i)),
                at);
        case ONE_HOT -> assertEquals("" + label(part, i), classes.get(found.label(i)), at);
        case ONE_NUMBER -> assertEquals((float) (i * 0.5 - part), found.number(i, 0), at);
        case NUMBERS -> {
          assertEquals(i * 10f + part, found.number(i, 0), at);
          assertEquals(i * 10f - 3 + part, found.number(i, 1), at);
        }
        case STEPS -> {}
      }
    }
  }
}
