package dev.unroll.source.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips to predict, of which nobody knows the class. */
class FramesUseTest {

  private static final Schema SCHEMA =
      Schema.ofClasses(List.of(new Signal("grey", "")), List.of("a", "b"));

  @TempDir Path temp;

  private static Frames frames(String clip) {
    return new Frames(2, 2, 1, 1, 0, 0, "", "", 1, 0, Ground.BLACK, clip);
  }

  private void image(String name, int light) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Pictures.greyPng(4, 4, light));
  }

  private static void assertClips(Sequences found, List<String> names) {
    assertEquals(names, IntStream.range(0, found.size()).mapToObj(found::name).toList());
    for (int i = 0; i < names.size(); i++) {
      assertEquals(Sequences.UNLABELLED, found.label(i));
      for (int step = 0; step < found.length(i); step++) {
        assertEquals((51 * i + step) / 255f, found.value(i, step, 0), 1e-6);
      }
    }
  }

  @Test
  void foldersOfImagesNeedNoClassFolders() throws IOException {
    for (int clip = 0; clip < 3; clip++) {
      for (int frame = 0; frame < 2 + clip; frame++) {
        image("flat/c" + clip + "/" + frame + ".png", 51 * clip + frame);
        image("deep/x/y/c" + clip + "/" + frame + ".png", 51 * clip + frame);
        image("named/c" + clip + "_" + frame + ".png", 51 * clip + frame);
      }
    }
    assertClips(read("flat", ""), List.of("c0", "c1", "c2"));
    assertClips(read("deep", ""), List.of("x/y/c0", "x/y/c1", "x/y/c2"));
    assertClips(read("named", "^(.+)_[0-9]+$"), List.of("c0", "c1", "c2"));
    assertClips(read("flat/c0", ""), List.of("c0"));
    assertEquals(4, read("flat", "").length(2));
  }

  @Test
  void aVideoAloneIsAClip() throws IOException {
    Files.createDirectories(temp.resolve("films"));
    Pictures.writeGif(temp.resolve("films/one.gif"), 3);
    Pictures.writeGif(temp.resolve("films/two.gif"), 4);
    Sequences alone = read("films/two.gif", "");
    assertEquals(1, alone.size());
    assertEquals("two.gif", alone.name(0));
    assertEquals(4, alone.length(0));
    Sequences both = read("films", "");
    assertEquals(List.of("one.gif", "two.gif"), List.of(both.name(0), both.name(1)));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Files.createDirectories(temp.resolve("none"));
    Files.writeString(temp.resolve("none/readme.txt"), "nothing");
    InputException e = assertThrows(InputException.class, () -> read("none", ""));
    assertTrue(e.getMessage().contains("has no images and no videos"), e.getMessage());
  }

  private Sequences read(String place, String clip) throws IOException {
    return frames(clip).readToPredict(temp.resolve(place).toString(), SCHEMA).orElseThrow();
  }
}
