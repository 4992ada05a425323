package dev.unroll.source.har;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.internal.files.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the UCI HAR dataset: 10,299 windows of a phone's motion sensors at 50 Hz, six activities.
 *
 * <p>A window is [128, 9]: body acceleration x, y, z in g, angular velocity x, y, z in rad/s, total
 * acceleration x, y, z in g. Labels in the files are 1 to 6; here they are 0 to 5, so that the
 * target of LAYING is class 5 and no class has an all-zero one-hot target (which comparing 1 to 6
 * with {@code arange(6)} would give it). Groups are the 30 subjects; training and test subjects
 * differ.
 *
 * <p>Source: D. Anguita, A. Ghio, L. Oneto, X. Parra, J. L. Reyes-Ortiz, "A Public Domain Dataset
 * for Human Activity Recognition Using Smartphones", ESANN 2013.
 */
public final class UciHar {

  /** Steps of a window: 2.56 s at 50 Hz. */
  public static final int STEPS = 128;

  /** The nine signals, in the order of the features. */
  public static final List<Signal> SIGNALS =
      List.of(
          new Signal("body_acc_x", "g"),
          new Signal("body_acc_y", "g"),
          new Signal("body_acc_z", "g"),
          new Signal("body_gyro_x", "rad/s"),
          new Signal("body_gyro_y", "rad/s"),
          new Signal("body_gyro_z", "rad/s"),
          new Signal("total_acc_x", "g"),
          new Signal("total_acc_y", "g"),
          new Signal("total_acc_z", "g"));

  /** The classes as the dataset names them, in the order of labels 1 to 6. */
  public static final List<String> CLASS_NAMES =
      List.of("WALKING", "WALKING_UPSTAIRS", "WALKING_DOWNSTAIRS", "SITTING", "STANDING", "LAYING");

  private static final int CLASSES = CLASS_NAMES.size();

  private static final String LANDMARK = "train/Inertial Signals/body_acc_x_train.txt";
  private static final Pattern CLASS_LINE = Pattern.compile("\\s*(\\d{1,9})\\s+(\\S+)\\s*");

  private UciHar() {}

  /**
   * Reads the dataset from its folder or its zip, or from the cache where the same content was read
   * before.
   *
   * @param path the folder {@code UCI HAR Dataset}, a folder that holds it, or the zip
   * @param cache the folder of parsed data
   * @throws dev.unroll.check.InputException that names file and line where a file is missing or
   *     wrong
   */
  public static Dataset read(Path path, Path cache) throws IOException {
    try (FileTree tree = FileTree.open(path)) {
      Files files = new Files(tree, root(tree, path));
      return DatasetCache.load(cache, "uci-har", files.contentKey(), () -> parse(files));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String root(FileTree tree, Path path) throws IOException {
    return tree.names().stream()
        .filter(name -> name.equals(LANDMARK) || name.endsWith("/" + LANDMARK))
        .map(name -> name.substring(0, name.length() - LANDMARK.length()))
        .findFirst()
        .orElseThrow(
            () ->
                failure(
                    "%s: not the UCI HAR dataset: it has no '%s'; give the folder 'UCI HAR Dataset'"
                        + " or its zip, or use the %s",
                    path, LANDMARK, Choice.DOWNLOAD));
  }

  private static Dataset parse(Files files) throws IOException {
    List<String> classNames = parseClassNames(files);
    return new Dataset(
        "UCI HAR",
        false,
        SIGNALS,
        classNames,
        parsePart(files, Split.TRAIN),
        Sequences.empty(SIGNALS.size()),
        parsePart(files, Split.TEST));
  }

  private static Sequences parsePart(Files files, Split split) throws IOException {
    String labelFile = files.labels(split);
    String subjectFile = files.subjects(split);
    int[] labels =
        IntegerColumn.parse(files.bytes(labelFile), files.describe(labelFile), 1, CLASSES);
    int[] subjects =
        IntegerColumn.parse(
            files.bytes(subjectFile), files.describe(subjectFile), 1, Integer.MAX_VALUE);
    int windows = labels.length;
    that(
        subjects.length == windows,
        "%s: expected %d rows, as many as %s has, found %d",
        files.describe(subjectFile),
        windows,
        files.describe(labelFile),
        subjects.length);
    int features = SIGNALS.size();
    float[] values = new float[Math.multiplyExact(windows, STEPS * features)];
    IntStream.range(0, features)
        .parallel()
        .forEach(
            feature -> {
              String file = files.signal(SIGNALS.get(feature), split);
              byte[] text = files.bytes(file);
              int rows =
                  new SignalParser(text, files.describe(file), STEPS)
                      .parseInto(values, feature, features, windows);
              that(
                  rows == windows,
                  "%s: expected %d rows, as many as %s has, found %d",
                  files.describe(file),
                  windows,
                  files.describe(labelFile),
                  rows);
            });
    int[] classes = Arrays.stream(labels).map(label -> label - 1).toArray();
    return Sequences.ofSteps(values, STEPS, features, classes, subjects);
  }

  private static List<String> parseClassNames(Files files) {
    String file = "activity_labels.txt";
    String[] lines = new String(files.bytes(file), StandardCharsets.UTF_8).split("\\R", -1);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank()) {
        continue;
      }
      var matcher = CLASS_LINE.matcher(lines[i]);
      that(
          matcher.matches() && Integer.parseInt(matcher.group(1)) == names.size() + 1,
          "%s:%d: expected '%d NAME', found '%s'",
          files.describe(file),
          i + 1,
          names.size() + 1,
          lines[i].strip());
      names.add(matcher.group(2));
    }
    that(
        names.size() == CLASSES,
        "%s: expected %d classes, found %d",
        files.describe(file),
        CLASSES,
        names.size());
    return names;
  }

  /** The files of the dataset inside a folder or zip. */
  private record Files(FileTree tree, String root, Set<String> present) {

    Files(FileTree tree, String root) throws IOException {
      this(tree, root, Set.copyOf(tree.names()));
    }

    String labels(Split split) {
      return split.label() + "/y_" + split.label() + ".txt";
    }

    String subjects(Split split) {
      return split.label() + "/subject_" + split.label() + ".txt";
    }

    String signal(Signal signal, Split split) {
      return split.label() + "/Inertial Signals/" + signal.name() + "_" + split.label() + ".txt";
    }

    String describe(String file) {
      return tree.describe(root + file);
    }

    byte[] bytes(String file) {
      that(
          present.contains(root + file),
          "%s: no such file; the dataset is incomplete, unpack it anew or use the %s",
          describe(file),
          Choice.DOWNLOAD);
      try {
        return tree.read(root + file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Names, sizes and CRC-32s of all files that are read: the same for a folder and its zip. */
    String contentKey() {
      List<String> names = new ArrayList<>(List.of("activity_labels.txt"));
      for (Split split : List.of(Split.TRAIN, Split.TEST)) {
        names.add(labels(split));
        names.add(subjects(split));
        SIGNALS.forEach(signal -> names.add(signal(signal, split)));
      }
      return names.parallelStream()
          .filter(name -> present.contains(root + name))
          .map(this::fingerprint)
          .collect(Collectors.joining("\n"));
    }

    private String fingerprint(String name) {
      try {
        return name + " " + tree.size(root + name) + " " + tree.crc32(root + name);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
