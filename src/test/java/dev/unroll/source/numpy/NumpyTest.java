package dev.unroll.source.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unroll.check.InputException;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.internal.numpy.NpyWriter;
import dev.unroll.settings.RecordReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumpyTest {

  @TempDir private Path temp;

  private static Numpy reader(String settings) throws IOException {
    JsonNode node = new YAMLMapper().readTree("{type: numpy, " + settings + "}");
    return (Numpy) new RecordReader("reader").read(node, DataSource.class);
  }

  private void save(String name, String type, int[] shape, IntToDoubleFunction value)
      throws IOException {
    Path file = temp.resolve(name + ".npy");
    Files.createDirectories(file.getParent());
    Files.write(file, NpyWriter.bytes(1, type, false, shape, value));
  }

  /** 8 sequences of 6 steps of 2 features, and classes 0, 1, 2 of them. */
  private void saveUsual() throws IOException {
    save("X", "<f4", shape(8, 6, 2), i -> i % 11 + 1);
    save("y", "<i8", shape(8), i -> i % 3);
  }

  private static int[] shape(int... sizes) {
    return sizes;
  }

  private Dataset read(String settings) throws IOException {
    return reader(settings).read(temp.toString());
  }

  private void refused(String settings, String message) {
    InputException e = assertThrows(InputException.class, () -> read(settings));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static void notes(Dataset dataset, String note) {
    assertTrue(
        dataset.notes().stream().anyMatch(n -> n.contains(note)), dataset.notes().toString());
  }

  @Test
  void readsASetThatNumPyWrote() throws IOException, URISyntaxException {
    Path file = Path.of(NpyWriter.class.getResource("sets.npz").toURI());
    Dataset dataset = new Numpy().read(file.toString());
    assertEquals("sets", dataset.name());
    assertEquals(List.of("l\u00e4uft", "rest", "walk"), dataset.classNames());
    assertEquals("group", dataset.schema().grouping());
    int[] labels = {0, 1, 2, 1, 0, 2, 2, 1};
    List<String> names = List.of("rest", "walk", "l\u00e4uft");
    List<String> subjects = List.of("ann", "bob", "ann", "cy", "cy", "bob", "ann", "cy");
    List<Integer> groups = List.of(0, 1, 0, 2, 2, 1, 0, 2);
    assertEquals(subjects.size(), dataset.train().size());
    for (int i = 0; i < 8; i++) {
      assertEquals(names.get(labels[i]), dataset.classNames().get(dataset.train().label(i)));
      assertEquals(groups.get(i), dataset.train().group(i));
      for (int step = 0; step < 6; step++) {
        for (int feature = 0; feature < 2; feature++) {
          float expected = (23 * i + 7 * step + 2 * feature) % 100 / 4f;
          assertEquals(expected, dataset.train().value(i, step, feature));
          if (i < 4) {
            assertEquals(expected + 1, dataset.test().value(i, step, feature));
          }
        }
      }
    }
    assertEquals(List.of(), dataset.notes());
  }

  @Test
  void wholeSetsAreDividedByGroup() throws IOException {
    save("X", "<f4", shape(30, 4, 2), i -> i);
    save("y", "<i8", shape(30), i -> i % 2);
    save("subject", "<i4", shape(30), i -> i / 2 % 5 + 100);
    Dataset dataset = read("split: {type: by-group, test: 0.4, validation: 0.2}");
    assertEquals(30, dataset.train().size() + dataset.validation().size() + dataset.test().size());
    List<Integer> all = new ArrayList<>(dataset.train().groups());
    all.addAll(dataset.validation().groups());
    all.addAll(dataset.test().groups());
    assertEquals(List.of(0, 1, 2, 3, 4), all.stream().sorted().toList());
  }

  @Test
  void aRecordingIsCutIntoWindows() throws IOException {
    save("X", "<f4", shape(53, 2), i -> i);
    save("y", "|u1", shape(53), i -> i / 5 % 2);
    Dataset dataset =
        read(
            "axes: [steps, features], window: 6, stride: 3, target: {type: step-label},"
                + " split: {type: by-time, test: 0.4}");
    // 32 steps for training, of which windows begin at 0, 3, ..., 24.
    assertEquals(9, dataset.train().size());
    assertEquals(6, dataset.test().size());
    assertEquals(2 * 6, dataset.train().value(2, 0, 0));
    assertEquals(2 * (32 + 3 + 4) + 1, dataset.test().value(1, 4, 1));
    assertEquals((32 + 3 + 4) / 5 % 2, dataset.test().stepLabel(1, 4));
    assertEquals("0@35", dataset.test().name(1));
    notes(dataset, "steps beyond the last whole windows are not used");
  }

  @Test
  void aSeriesHasOneAxis() throws IOException {
    save("series", "<f8", shape(20), i -> i * 0.5);
    Sequences all = reader("axes: [steps], window: 5").inputs(temp.resolve("series.npy") + "");
    assertEquals(4, all.size());
    assertEquals(5.5f, all.value(2, 1, 0));
    refused("", "has one axis, expected [sequences, steps, features]");
  }

  @Test
  void raggedSequencesKeepTheirLengths() throws IOException, URISyntaxException {
    Path objects = Path.of(NpyWriter.class.getResource("objects.npz").toURI());
    Sequences two =
        reader("arrays: {inputs: two_axes}").readToPredict(objects + "", schema(2)).orElseThrow();
    assertEquals(List.of(3, 5, 4), IntStream.range(0, 3).mapToObj(two::length).toList());
    assertEquals((23 * 3 + 7) % 100 / 2f, two.value(2, 3, 1));
    Sequences one = reader("arrays: {inputs: one_axis}").inputs(objects.toString());
    assertEquals(List.of(3, 1, 6), IntStream.range(0, 3).mapToObj(one::length).toList());
    assertEquals(1.5f, one.value(1, 0, 0));
    Sequences lists = reader("arrays: {inputs: lists_of_lists}").inputs(objects.toString());
    assertEquals(11, lists.value(2, 2, 1));
    // The first axis of each as features: they must then agree in it.
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                reader("arrays: {inputs: two_axes}, axes: [sequences, features, steps]")
                    .inputs(objects.toString()));
    assertTrue(e.getMessage().contains("sequence 1 (counted from 0) has the shape [5, 2]"));
  }

  private static Schema schema(int features) {
    List<Signal> signals =
        IntStream.range(0, features).mapToObj(i -> new Signal("s" + i, "")).toList();
    return Schema.ofClasses(signals, List.of("0", "1", "2"));
  }

  @Test
  void inputsAloneArePredictedInOrder() throws IOException {
    save("X_test", "<f4", shape(5, 3, 2), i -> i);
    for (String path : List.of("", "X_test.npy")) {
      Sequences all =
          new Numpy().readToPredict(temp.resolve(path).toString(), schema(2)).orElseThrow();
      assertEquals(5, all.size());
      assertEquals(4 * 6 + 3, all.value(4, 1, 1));
      assertEquals("4", all.name(4));
    }
    InputException e =
        assertThrows(
            InputException.class, () -> new Numpy().readToPredict(temp.toString(), schema(3)));
    assertTrue(e.getMessage().contains("have 2 features, the model takes 3"), e.getMessage());
    refused("", "has arrays for [test] and none for training");
  }

  @Test
  void scoringTakesAllAndTheModelsClasses() throws IOException {
    saveUsual();
    save("y", "<i8", shape(8), i -> i % 2 + 1); // class 0 does not occur
    Dataset dataset = new Numpy().readToScore(temp.toString(), schema(2));
    assertEquals(8, dataset.test().size());
    assertEquals(List.of("0", "1", "2"), dataset.classNames());
    assertEquals(List.of("s0", "s1"), dataset.schema().featureNames());
    assertEquals(2, dataset.test().label(1));
    save("y", "<i8", shape(8), i -> i);
    InputException e =
        assertThrows(
            InputException.class, () -> new Numpy().readToScore(temp.toString(), schema(2)));
    assertTrue(e.getMessage().contains("unknown class '3'; known are 0, 1, 2"), e.getMessage());
  }

  @Test
  void classesAreNamedByTheirNumbers() throws IOException {
    saveUsual();
    save("y", "<f8", shape(8), i -> i % 3 + 1);
    String named = "split: {type: by-group, test: 0}, target: {type: label, classes: [a, b, c]";
    Dataset dataset = read(named + ", firstClass: 1}");
    assertEquals(List.of("a", "b", "c"), dataset.classNames());
    assertEquals(2, dataset.train().label(5));
    refused(named + "}", "there is no class 3: target.classes names 3, from 0 to 2");
    save("y", "<f8", shape(8), i -> i % 2 + 1);
    refused(named + "}", "no training sequence is of the first of target.classes, 'a'");
  }

  @Test
  void oneHotIsRecognisedAndSaid() throws IOException {
    save("X", "<f4", shape(8, 6, 2), i -> i + 1);
    save("y", "<f4", shape(8, 3), i -> i % 3 == i / 3 % 3 ? 1 : 0);
    Dataset dataset = read("split: {type: by-group, test: 0}");
    notes(dataset, "y [8, 3] has a single 1 in each row: a column for each class");
    assertEquals(List.of("0", "1", "2"), dataset.classNames());
    assertEquals(2, dataset.train().label(5));
    save("y", "<f4", shape(8, 6), i -> i % 6 == i / 6 % 6 ? 1 : 0);
    refused("", "it may have a column for each of 6 classes, or a class for each of 6 steps");
    save("y", "<f4", shape(8, 3), i -> i % 3);
    refused("", "expected one class for each sequence. Where each step has one, set target.type");
    refused("target: {type: one-hot}", "expected 1 in one of 3 columns and 0 in the others");
  }

  @Test
  void whatWasGuessedOrFilledIsTold() throws IOException {
    saveUsual();
    save("X", "<f8", shape(8, 6, 9), i -> i / 54 == 2 && i / 9 % 6 > 3 ? 0 : i % 11 + 1);
    save("scale", "<f8", shape(9), i -> i);
    Dataset dataset = read("missing: interpolate");
    notes(
        dataset, "[8, 6, 9] is read as sequences of 6 steps of 9 features; where it is otherwise");
    notes(dataset, "1 of 8 sequences end with steps of zeros, which are taken as values");
    notes(dataset, "arrays that are not used: scale");
    save("X", "<f8", shape(8, 6, 2), i -> i == 14 || (i / 12 == 3 && i % 12 > 7) ? Double.NaN : i);
    Dataset filled = read("missing: interpolate, split: {type: by-group, test: 0}");
    notes(
        filled, "1 of 92 values (1.1 %) are missing and interpolated: x0 1; the longest gap has 1");
    notes(filled, "1 of 8 sequences end with missing values and are taken as shorter");
    assertEquals(14, filled.train().value(1, 1, 0));
    assertEquals(4, filled.train().length(3));
  }

  @Test
  void groupsOnBothSidesAreTold() throws IOException {
    for (String part : List.of("train", "test")) {
      save("X_" + part, "<f4", shape(4, 3, 2), i -> i + 1);
      save("y_" + part, "<i8", shape(4), i -> i % 2);
      save("groups_" + part, "<i8", shape(4), i -> i);
    }
    notes(read(""), "4 groups have sequences in training and in test");
  }

  @Test
  void classesOfTheTestPartAloneAreRefused() throws IOException {
    save("X_train", "<f4", shape(4, 3, 2), i -> i + 1);
    save("y_train", "<i8", shape(4), i -> i % 2);
    save("X_test", "<f4", shape(4, 3, 2), i -> i + 1);
    save("y_test", "<i8", shape(4), i -> i);
    refused("", "class '2' occurs in the test part and not in training");
  }

  @Test
  void arraysOfOwnNamesAreTaken() throws IOException {
    save("acc_train_raw", "<f4", shape(4, 3, 2), i -> i + 1);
    save("acc_test_raw", "<f4", shape(2, 3, 2), i -> i + 1);
    save("what-Train", "<i8", shape(4), i -> i % 2);
    save("what-Test", "<i8", shape(2), i -> i % 2);
    Dataset dataset = read("arrays: {inputs: 'acc_*_raw', targets: what}");
    assertEquals(4, dataset.train().size());
    assertEquals(2, dataset.test().size());
    refused("", "has no array of inputs by the usual names");
  }

  @Test
  void aFileIsReadWithWhatLiesBesideIt() throws IOException {
    save("walks", "<f4", shape(6, 3, 2), i -> i + 1);
    save("walks_labels", "<i8", shape(6), i -> i % 2);
    save("labels", "<i8", shape(9), i -> i % 2);
    save("X_test", "<f4", shape(2, 3, 2), i -> i + 1);
    Dataset dataset = new Numpy().read(temp.resolve("walks.npy").toString());
    assertEquals("walks", dataset.name());
    assertEquals(6, dataset.train().size() + dataset.test().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X | <f4 | 8 6 2 | NaN | : sequence 1, step 0, feature 1 (each counted from 0) is NaN; to fill",
        "X | <f4 | 8 6 2 | Infinity | (each counted from 0) holds Infinity, which is no finite number",
        "X | <f8 | 8 6 2 | 1e39 | holds 1.0E39, which is too large for 32 bits",
        "y | <f8 | 8 | 0.5 | y.npy: entry 7: 0.5 is no class",
        "y | <f8 | 8 | NaN | y.npy: entry 7: the class is missing (NaN)",
        "y | <i8 | 9 | 1 | its shape is [9], but there are 8 sequences",
        "y | <i8 | 8 6 | 1 | expected one class for each sequence. Where each step has one",
        "y | <i8 | 8 6 2 | 1 | where each step has a class, set target.type to step-label",
        "X | <f4 | 8 6 2 3 | 1 | has 4 axes, expected [sequences, steps, features]; save it so",
        "X | <f4 | 0 6 2 | 1 | it is empty: its shape is [0, 6, 2]",
        "lengths | <i4 | 8 | 7 | the length of sequence 7 is 7; expected a whole number from 1 to the 6",
        "lengths | <i4 | 8 | 0 | the length of sequence 7 is 0",
        "lengths | <f4 | 8 | 1.5 | the length of sequence 7 is 1.5",
        "lengths | <i4 | 7 | 1 | its shape is [7], but there are 8 sequences",
        "groups | <i4 | 8 2 | 1 | Where it is no array of groups, set arrays.groups",
        "data | <f4 | 8 6 2 | 1 | might be the array of inputs; set arrays.inputs",
        "X_test | <f4 | 8 6 2 | 1 | an array of inputs without a part and others with one",
      })
  void saysWhatIsWrong(String name, String type, String sizes, double odd, String message)
      throws IOException {
    saveUsual();
    int[] shape = List.of(sizes.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
    int at = name.equals("X") ? 13 : 7;
    save(name, type, shape, i -> i == at ? odd : name.equals("X") ? i + 1 : i % 2 + 1);
    refused("", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "axes: [sequences, features] | axes: expected steps to be one of them",
        "axes: [steps, features] | are those of one recording, which is cut into windows; set window",
        "stride: 3 | stride: 3 needs a window",
        "split: {type: by-time} | by-time takes the last windows of each sequence",
        "axes: [sequences, steps] | has 3 axes, but the setting axes is [SEQUENCES, STEPS]",
        "features: [a] | has 2 features, but the setting features names 1: [a]",
        "window: 9 | no sequence has the 9 steps of a window",
        "'target: {type: label, firstClass: 1}' | firstClass: 1 is the number of the first of classes",
        "'target: {type: step-label}' | expected a class for each step, as target.type says: [8, 6]",
      })
  void saysWhichSettingIsWrong(String settings, String message) throws IOException {
    saveUsual();
    refused(settings.replace("'", ""), message);
  }

  @Test
  void zeroAxesAndTextsAreNoSequences() throws IOException, URISyntaxException {
    saveUsual();
    Path golden = Path.of(NpyWriter.class.getResource("zero-axes.npy").toURI());
    Files.write(temp.resolve("X.npy"), Files.readAllBytes(golden));
    refused("", "it is empty: its shape is []");
    Files.write(temp.resolve("X.npy"), NpyWriter.texts(true, shape(2), "a", "b"));
    refused("", "expected numbers, found texts of the shape [2]");
  }
}
