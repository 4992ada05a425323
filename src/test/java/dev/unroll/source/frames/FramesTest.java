package dev.unroll.source.frames;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.FrameSize;
import dev.unroll.data.Sequences;
import dev.unroll.internal.files.Zips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramesTest {

  @TempDir Path temp;
  private Path set;

  /** Classes jump and run of clips red_1 (2 frames), red_2 and blue_1 (12 frames each). */
  @BeforeEach
  void writeClips() throws IOException {
    set = Files.createDirectory(temp.resolve("set"));
    for (String className : List.of("jump", "run")) {
      clip(className + "/red_1", 2);
      clip(className + "/red_2", 12);
      clip(className + "/blue_1", 12);
    }
  }

  @Test
  void readsFoldersOfImagesInTheOrderOfTheirNumbers() throws IOException {
    Dataset dataset = sized(2, 3).read(set.toString());
    assertEquals("set", dataset.name());
    assertEquals(List.of("jump", "run"), dataset.classNames());
    assertEquals(new FrameSize(2, 3), dataset.schema().frame().orElseThrow());
    assertEquals(2 * 3 * 3, dataset.schema().features());
    Sequences train = dataset.train();
    assertArrayEquals(new int[] {0, 0, 0, 1, 1, 1}, train.labels());
    assertEquals(List.of(12, 2, 12), List.of(train.length(0), train.length(1), train.length(2)));
    assertEquals(6, train.groups().size());
    assertTrue(dataset.test().isEmpty());
    for (int frame = 0; frame < 12; frame++) {
      assertEquals(frame / 255f, train.value(0, frame, 0), "red tells the frame");
      assertEquals(100 / 255f, train.value(0, frame, 1), "green");
      assertEquals(200 / 255f, train.value(0, frame, 2), "blue");
    }
  }

  @Test
  void readsAZipAlike() throws IOException {
    Path zip = temp.resolve("packed.zip");
    Zips.ofFolder(zip, set);
    Dataset packed = sized(2, 3).read(zip.toString());
    Dataset plain = sized(2, 3).read(set.toString());
    assertEquals("packed", packed.name());
    for (int i = 0; i < plain.train().size(); i++) {
      assertArrayEquals(plain.train().values(i), packed.train().values(i));
    }
  }

  @Test
  void readsAnimationsFromFolderAndZip() throws IOException {
    for (String className : List.of("jump", "run")) {
      Pictures.writeGif(set.resolve(className + "/moving.gif"), 5);
    }
    Path zip = temp.resolve("packed.zip");
    Zips.ofFolder(zip, set);
    for (Path place : List.of(set, zip)) {
      Sequences train = sized(4, 6).read(place.toString()).train();
      assertEquals(8, train.size());
      assertEquals(5, train.length(1), "blue_1, moving, red_1, red_2");
      for (int frame = 0; frame < 5; frame++) {
        assertEquals(40 * frame / 255f, train.value(1, frame, 0), 3 / 255f, "red tells the frame");
      }
    }
  }

  @Test
  void averagesTheAreaThatAPixelCovers() throws IOException {
    byte[] png =
        Pictures.png(3, 2, (row, column) -> new int[] {10 * (row * 3 + column), 0, 254 * row});
    Picture whole = ImageFile.read(png, "a.png", Ground.BLACK);
    assertArrayEquals(new char[] {25, 0, 127}, whole.resize(1, 1).values());
    char[] two = whole.resize(2, 2).values();
    assertEquals(Math.round((0 + 10 * 0.5) / 1.5), two[0]);
    assertEquals(Math.round((10 * 0.5 + 20) / 1.5), two[3]);
    char[] large = whole.resize(4, 6).values();
    assertEquals(30, large[3 * 6 * 2], "row 2 is the old row 1");
  }

  @Test
  void readsGreyImagesAsTheyAreAndColoursAsGrey() throws IOException {
    Picture pixel = ImageFile.read(Pictures.greyPng(1, 1, 100), "grey.png", Ground.BLACK);
    assertArrayEquals(new char[] {100, 100, 100}, pixel.values());
    Frames grey = new Frames(1, 1, 1, 1, 0, 0, "", "", 1);
    Dataset dataset = grey.read(set.toString());
    assertEquals("grey", dataset.schema().signals().get(0).name());
    assertEquals(
        (0.299 * 3 + 0.587 * 100 + 0.114 * 200) / 255, dataset.train().value(0, 3, 0), 1e-6);
  }

  @Test
  void takesSomeOfTheFrames() throws IOException {
    Sequences third = new Frames(1, 1, 3, 3, 0, 0, "", "", 1).read(set.toString()).train();
    assertEquals(List.of(0, 3, 6, 9), frames(third, 0));
    Sequences first = new Frames(1, 1, 3, 3, 0, 2, "", "", 1).read(set.toString()).train();
    assertEquals(List.of(0, 3), frames(first, 0));
  }

  @Test
  void cutsClipsDownToEvenlySpacedFrames() throws IOException {
    Sequences train = new Frames(1, 1, 3, 1, 3, 3, "", "", 1).read(set.toString()).train();
    assertEquals(List.of(0, 6, 11), frames(train, 0));
    assertEquals(List.of(0, 1), frames(train, 1), "a clip of two frames keeps both");
    Set<Integer> lengths = new TreeSet<>();
    for (int seed = 0; seed < 20; seed++) {
      Frames drawn = new Frames(1, 1, 3, 1, 3, 6, "", "", seed);
      Sequences some = drawn.read(set.toString()).train();
      lengths.add(some.length(0));
      assertEquals(11, frames(some, 0).get(some.length(0) - 1));
      assertEquals(frames(some, 0), frames(drawn.read(set.toString()).train(), 0));
    }
    assertEquals(Set.of(3, 4, 5, 6), lengths);
  }

  @Test
  void splitsByNameAndGroupsByName() throws IOException {
    Dataset byColour = new Frames(1, 1, 3, 1, 0, 0, "^blue", "^([a-z]+)_", 1).read(set.toString());
    assertEquals(4, byColour.train().size());
    assertEquals(2, byColour.test().size());
    assertEquals(1, byColour.train().groups().size());
    assertEquals("1 group", byColour.schema().count(1));
    assertEquals(Set.of(0), byColour.test().groups());
    assertEquals(Set.of(1), byColour.train().groups());
  }

  @Test
  void splitsByFolders() throws IOException {
    Path both = Files.createDirectories(temp.resolve("both"));
    Files.move(set, both.resolve("train"));
    set = both;
    clip("test/run/green_1", 4);
    Dataset dataset = sized(1, 1).read(both.toString());
    assertEquals(6, dataset.train().size());
    assertArrayEquals(new int[] {1}, dataset.test().labels());
    assertFails(
        new Frames(1, 1, 3, 1, 0, 0, "x", "", 1),
        both + ": has folders train and test already; leave out frames: test");
    clip("test/swim/green_1", 4);
    assertFails(
        both
            + "/test/swim/green_1: class 'swim' is in the test part but not in training, which has"
            + " jump, run");
  }

  @Test
  void framesOfOneClipMayDifferInSize() throws IOException {
    Files.write(set.resolve("run/red_1/frame9.png"), Pictures.png(7, 5, (row, column) -> RED));
    Sequences train = sized(2, 2).read(set.toString()).train();
    assertEquals(3, train.length(4));
    assertEquals(1, train.value(4, 2, 0));
  }

  @Test
  void namesFilesThatAreDamaged() throws IOException {
    Path image = set.resolve("jump/blue_1/frame1.png");
    byte[] whole = Files.readAllBytes(image);
    Files.write(image, Arrays.copyOf(whole, whole.length / 2));
    assertFailsWith(image + ": the image is damaged or of an unknown kind (");
    Files.writeString(image, "no image");
    assertFails(image + ": not an image; expected PNG, JPEG, BMP, WebP or TIFF");
    Files.write(image, whole);

    Path photo = set.resolve("jump/blue_1/frame1.jpg");
    byte[] jpeg = Pictures.jpeg(64, 64);
    Files.write(photo, Arrays.copyOf(jpeg, jpeg.length / 2));
    assertFailsWith(photo + ": the image is damaged or of an unknown kind (Truncated File");
    Files.write(photo, jpeg);
    assertEquals(13, sized(1, 1).read(set.toString()).train().length(0));

    Path video = set.resolve("jump/a.mp4");
    Files.writeString(video, "no video");
    assertFailsWith(video + ": not a video that FFmpeg knows, or damaged (");
    Files.write(video, new byte[0]);
    assertFailsWith(video + ": not a video that FFmpeg knows, or damaged (");
  }

  @Test
  void namesFoldersThatHoldNothing() throws IOException {
    Files.createDirectories(set.resolve("jump/red_3"));
    assertFails(set + "/jump/red_3: the clip has no frames; remove its folder, or add images");
    Files.delete(set.resolve("jump/red_3"));
    Files.createDirectories(set.resolve("swim"));
    assertFails(
        set + "/swim: the class folder has no clip; remove it, or add videos or folders of images");
    Files.writeString(set.resolve("swim/notes.txt"), "none yet");
    assertFails(
        set + "/swim: the class folder has no clip; remove it, or add videos or folders of images");
  }

  @Test
  void saysHowFoldersAreExpected() throws IOException {
    String expected =
        "expected a folder for each class with videos or folders of images in it, as in"
            + " running/first.mp4 or running/first/01.png; where images of many clips are in"
            + " one folder, set frames: clip";
    Path jump = set.resolve("jump");
    InputException one =
        assertThrows(InputException.class, () -> sized(1, 1).read(jump.toString()));
    assertEquals(jump + "/blue_1: the clip is in no class folder; " + expected, one.getMessage());
    Path empty = Files.createDirectory(temp.resolve("empty"));
    InputException none =
        assertThrows(InputException.class, () -> sized(1, 1).read(empty.toString()));
    assertEquals(empty + ": has no images and no videos; " + expected, none.getMessage());
    clip("deep/run/red_1", 1);
    assertFails(
        set
            + ": the clips jump/blue_1 and deep/run/red_1 are not in class folders side by side; "
            + expected);
    Path wrapped = Files.createDirectories(temp.resolve("wrapped"));
    Files.move(jump, wrapped.resolve("jump"));
    InputException single =
        assertThrows(InputException.class, () -> sized(1, 1).read(wrapped.toString()));
    assertEquals(wrapped + ": has one class only, 'jump'; " + expected, single.getMessage());
    Path text = Files.writeString(temp.resolve("a.txt"), "text");
    InputException file =
        assertThrows(InputException.class, () -> sized(1, 1).read(text.toString()));
    assertTrue(file.getMessage().startsWith(text + ": neither a folder nor a whole zip file ("));
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertFails(
        new Frames(1, 1, 3, 1, 0, 0, "nothing", "", 1),
        set
            + ": no clip's name has 'nothing' in it, which frames: test looks for; a name is such as"
            + " 'blue_1'");
    assertFails(
        new Frames(1, 1, 3, 1, 0, 0, "_", "", 1),
        set + ": all 6 clips are in the test part, by '_'; change frames: test");
    assertFails(
        new Frames(1, 1, 3, 1, 0, 0, "", "^(red)_", 1),
        set + "/jump/blue_1: the name 'blue_1' has no group by '^(red)_'; change frames: group");
    assertFails(
        new Frames(1, 1, 3, 1, 0, 0, "red_2", "^([a-z]+)_", 1),
        set
            + ": group 'red' is in training and in test; choose test and group so that each group is"
            + " in one");
    assertEquals("frames: channels: expected 3 or 1, got 4", wrong(4, 0, 0, "", ""));
    assertEquals(
        "frames: leastFrames 8 needs mostFrames of as much or more, got 0", wrong(3, 8, 0, "", ""));
    assertEquals(
        "frames: test '(' is no regular expression: Unclosed group", wrong(3, 0, 0, "(", ""));
    assertEquals(
        "frames: group 'red': expected one capture group in parentheses, as in '^([a-z]+)_'",
        wrong(3, 0, 0, "", "red"));
  }

  static final int[] RED = {255, 0, 0};

  private void clip(String name, int frames) throws IOException {
    Path folder = Files.createDirectories(set.resolve(name));
    for (int i = 0; i < frames; i++) {
      int number = i;
      Files.write(
          folder.resolve("frame" + (i + 1) + ".png"),
          Pictures.png(3, 2, (row, column) -> new int[] {number, 100, 200}));
    }
  }

  private static Frames sized(int height, int width) {
    return new Frames(height, width, 3, 1, 0, 0, "", "", 1);
  }

  private static List<Integer> frames(Sequences part, int index) {
    List<Integer> frames = new ArrayList<>();
    for (int step = 0; step < part.length(index); step++) {
      frames.add(Math.round(255 * part.value(index, step, 0)));
    }
    return frames;
  }

  private void assertFails(String message) {
    assertFails(sized(1, 1), message);
  }

  private void assertFails(Frames settings, String message) {
    InputException e = assertThrows(InputException.class, () -> settings.read(set.toString()));
    assertEquals(message, e.getMessage());
  }

  private void assertFailsWith(String start) {
    InputException e = assertThrows(InputException.class, () -> sized(1, 1).read(set.toString()));
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  private static String wrong(int channels, int least, int most, String test, String group) {
    return assertThrows(
            InputException.class, () -> new Frames(1, 1, channels, 1, least, most, test, group, 1))
        .getMessage();
  }
}
