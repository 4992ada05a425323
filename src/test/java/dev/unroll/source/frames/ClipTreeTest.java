package dev.unroll.source.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Splitter;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.internal.files.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layouts of clips; only names are looked at. */
class ClipTreeTest {

  private static final Splitter WORDS = Splitter.on(' ');
  private static final Pattern BEFORE_NUMBER = Pattern.compile("^(.+)_[0-9]+$");

  @TempDir Path temp;

  /** Names of the folders for training, validation and test. */
  record Parts(String train, String validation, String test) {}

  static List<Parts> spellings() {
    List<Parts> plain =
        List.of(
            new Parts("train", "val", "test"),
            new Parts("training", "validation", "testing"),
            new Parts("train", "valid", "test"),
            new Parts("trn", "dev", "tst"),
            new Parts("train_set", "val_set", "test_set"),
            new Parts("train-data", "valid-data", "test-data"),
            new Parts("trainset", "validationset", "testset"),
            new Parts("train split", "validation split", "test split"),
            new Parts("train_sets", "dev_sets", "test_sets"));
    List<Parts> all = new ArrayList<>(plain);
    for (Parts each : plain) {
      all.add(
          new Parts(
              each.train.toUpperCase(Locale.ROOT),
              each.validation.toUpperCase(Locale.ROOT),
              each.test.toUpperCase(Locale.ROOT)));
      all.add(new Parts(capital(each.train), capital(each.validation), capital(each.test)));
    }
    return all;
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void foldersOfPartsAreNoClasses(Parts parts) throws IOException {
    List<String> expected =
        List.of(
            "jump TEST a",
            "run TEST a",
            "jump TRAIN a",
            "run TRAIN a",
            "jump VALIDATION a",
            "run VALIDATION a");
    int layout = 0;
    boolean usual = parts.test.equals("test");
    List<String> wrappers = usual ? List.of("", "set/", "deep/er/") : List.of("");
    List<String> files =
        usual ? List.of("a.mp4", "a/01.png", "a_01.png a_02.png") : List.of("a.mp4");
    for (String wrapper : wrappers) {
      for (boolean partFirst : new boolean[] {true, false}) {
        for (String clip : files) {
          Path root = Files.createDirectory(temp.resolve("layout" + layout++));
          for (String part : List.of(parts.train, parts.validation, parts.test)) {
            for (String className : List.of("jump", "run")) {
              String folder = partFirst ? part + "/" + className : className + "/" + part;
              for (String file : WORDS.split(clip)) {
                touch(root, wrapper + folder + "/" + file);
              }
            }
          }
          List<String> clips = clips(root, clip.contains("_"));
          assertEquals(expected, clips.stream().sorted(ClipTreeTest::byPart).toList(), clip);
        }
      }
    }
  }

  private static int byPart(String one, String other) {
    int parts = WORDS.splitToList(one).get(1).compareTo(WORDS.splitToList(other).get(1));
    return parts != 0 ? parts : one.compareTo(other);
  }

  @Test
  void someOfThePartsWillDo() throws IOException {
    touch(temp, "Train/run/a.mp4", "Train/jump/a.mp4", "Val/run/b.mp4");
    assertEquals(List.of("jump TRAIN a", "run TRAIN a", "run VALIDATION b"), clips(temp, false));
  }

  @Test
  void oneClassMayHaveTheNameOfAPart() throws IOException {
    touch(temp, "bus/a.mp4", "car/a.mp4", "train/a.mp4");
    assertEquals(List.of("bus TRAIN a", "car TRAIN a", "train TRAIN a"), clips(temp, false));
  }

  @Test
  void imagesOfManyClipsInOneFolderAreToldByTheirNames() throws IOException {
    for (String part : List.of("Train", "Test")) {
      for (String className : List.of("Abuse", "Arrest")) {
        for (String frame : List.of("001_x264_0", "001_x264_10", "002_x264_0", "001_x264_9")) {
          touch(temp, part + "/" + className + "/" + className + frame + ".png");
        }
      }
    }
    assertFails(
        temp
            + ": the folders Test and Train are parts and no classes, and their clips are in no"
            + " class folder; "
            + ClipPlaces.EXPECTED);
    try (FileTree tree = FileTree.open(temp)) {
      ClipTree clips = ClipTree.of(tree, "set", null, BEFORE_NUMBER);
      assertEquals(8, clips.clips().size());
      assertEquals(List.of("Abuse", "Arrest"), clips.classes());
      Clip first = clips.clips().get(0);
      assertEquals("Abuse001_x264", first.name());
      assertEquals(
          List.of("0", "9", "10").stream()
              .map(frame -> "Test/Abuse/Abuse001_x264_" + frame + ".png")
              .toList(),
          first.images());
    }
    touch(temp, "Train/Arrest/cover.png");
    InputException e = assertThrows(InputException.class, () -> clips(temp, true));
    assertEquals(
        temp
            + "/Train/Arrest/cover.png: the name 'cover' tells no clip by '^(.+)_[0-9]+$'; change"
            + " frames: clip",
        e.getMessage());
  }

  @Test
  void theFramesOfAClipToldByNameAreRead() throws IOException {
    for (String className : List.of("run", "jump")) {
      for (int frame = 0; frame < 12; frame++) {
        Path file = temp.resolve("set/" + className + "/x_" + frame + ".png");
        Files.createDirectories(file.getParent());
        Files.write(file, Pictures.greyPng(1, 1, 10 * frame));
      }
    }
    Frames settings = new Frames(1, 1, 1, 1, 0, 0, "", "", 1, 0, Ground.BLACK, "^(.+)_[0-9]+$");
    Dataset dataset = settings.read(temp.resolve("set").toString());
    assertEquals(2, dataset.train().size());
    assertEquals(12, dataset.train().length(0));
    assertEquals(110 / 255f, dataset.train().value(0, 11, 0), 1e-6);
  }

  @Test
  void partsThatAreNotClearAreRefused() throws IOException {
    touch(temp, "train/run/a.mp4", "Training/run/a.mp4", "test/run/a.mp4");
    assertFails(temp + ": the folders 'Training' and 'train' are both the train part; join them");
    Path second = Files.createDirectory(temp.resolve("second"));
    touch(second, "val/run/a.mp4", "test/run/a.mp4");
    assertEquals(
        second + ": has folders val and test but none for training, such as train",
        assertThrows(InputException.class, () -> clips(second, false)).getMessage());
  }

  @Test
  void kindsThatAreNotReadAreNamed() throws IOException {
    touch(temp, "run/a/1.heic", "run/a/2.HEIC", "jump/a.y4m", "jump/notes.txt");
    String expected =
        temp
            + ": 3 files are of kinds that are not read: .heic, .y4m; save them as PNG, JPEG or MP4,"
            + " or remove them; the first is jump/a.y4m";
    assertFails(expected);
    touch(temp, "run/b.mp4", "jump/b.mp4", "run/a/3.png");
    assertFails(expected);
  }

  private static List<String> clips(Path root, boolean byName) throws IOException {
    try (FileTree tree = FileTree.open(root)) {
      return ClipTree.of(tree, root.toString(), null, byName ? BEFORE_NUMBER : null)
          .clips()
          .stream()
          .map(clip -> clip.className() + " " + clip.part() + " " + clip.name())
          .toList();
    }
  }

  private void assertFails(String message) {
    InputException e = assertThrows(InputException.class, () -> clips(temp, false));
    assertEquals(message, e.getMessage());
  }

  private static void touch(Path root, String... files) throws IOException {
    for (String file : files) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "");
    }
  }
}
