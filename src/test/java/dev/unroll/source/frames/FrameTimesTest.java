package dev.unroll.source.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames by time; the red of a frame tells its number. */
class FrameTimesTest {

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "mov, 30, 10", "mov, 60, 10", "mkv, 30, 10", "mkv, 60, 10", "avi, 30, 10", "mov, 25, 10",
    "mov, 25, 30", "mkv, 24, 30", "mkv, 30, 30", "avi, 25, 25", "mov, 10, 25", "mov, 50, 7.5",
    "mkv, 30, 1", "mov, 30, 0.5", "mkv, 50, 60", "mov, 240, 30"
  })
  void aSecondHasSoManyStepsWhateverWasFilmed(String container, int filmed, double wanted) {
    int frames = 2 * filmed;
    long[] starts = new long[frames];
    Arrays.setAll(starts, i -> i);
    List<Integer> expected = new ArrayList<>();
    for (int step = 0; step < 2 * wanted; step++) {
      expected.add((int) Math.floor(step * filmed / wanted + 1e-6) % 250);
    }
    assertEquals(expected, read(container, starts, filmed, wanted), container);
  }

  @Test
  void framesShownForUnevenTimesAreTakenAsLongAsTheyAreShown() {
    Random random = new Random(7);
    for (int trial = 0; trial < 40; trial++) {
      long[] starts = new long[3 + random.nextInt(20)];
      for (int i = 1; i < starts.length; i++) {
        starts[i] = starts[i - 1] + 5 + random.nextInt(200);
      }
      int wanted = 1 + random.nextInt(40);
      List<Integer> expected = new ArrayList<>();
      long end = 2 * starts[starts.length - 1] - starts[starts.length - 2];
      for (int step = 0; 1000.0 * step / wanted < end - 0.5; step++) {
        double time = 1000.0 * step / wanted + 0.5;
        int shown = 0;
        while (shown + 1 < starts.length && starts[shown + 1] <= time) {
          shown++;
        }
        expected.add(shown);
      }
      String container = trial % 2 == 0 ? "mov" : "mkv";
      List<Integer> read = read(container, starts, 1000, wanted);
      if (container.equals("mkv")) { // which does not say how long the last frame is shown
        int last = starts.length - 1;
        expected.removeIf(frame -> frame == last);
        read.removeIf(frame -> frame == last);
      }
      assertEquals(expected, read, container + Arrays.toString(starts));
    }
  }

  @Test
  void everyAndMostFramesComeAfterTheTimes() throws IOException {
    long[] starts = new long[60];
    Arrays.setAll(starts, i -> i);
    writeSet("mov", starts, 30);
    Frames settings = new Frames(1, 1, 3, 2, 0, 3, "", "", 1, 10, Ground.BLACK, "");
    assertEquals(List.of(0, 6, 12), numbers(settings.read(temp + "/set").train()));
  }

  @Test
  void countsVideosByTheirRates() {
    FrameRates rates = new FrameRates();
    assertEquals("", rates.text());
    rates.add("a", times(0, 0.04, 0.08));
    rates.add("b", times(0, 0.04, 0.08, 0.12));
    assertEquals("frames a second: 25 in 2 videos", rates.text());
    assertFalse(rates.differ());
    rates.add("still", times(0));
    assertFalse(rates.differ());
    FrameRates cameras = new FrameRates();
    cameras.add("a", times(0, 1001 / 30000.0, 2 * 1001 / 30000.0));
    cameras.add("b", times(0, 0.033, 0.067, 0.1));
    assertEquals("frames a second: 29.97 in 1 video, 30 in 1 video", cameras.text());
    assertFalse(cameras.differ(), "29.97 and 30 are one");
    rates.add("c", times(0, 0.02));
    assertEquals("frames a second: 25 in 2 videos, 50 in 1 video", rates.text());
    assertTrue(rates.differ());
    FrameRates phone = new FrameRates();
    phone.add("phone.mp4", times(0, 0.03, 0.1, 0.12));
    assertTrue(phone.differ());
    assertEquals(
        "frames a second: 25 in 1 video; uneven within 1, the first of which is phone.mp4",
        phone.text());
  }

  @Test
  void ratesThatDifferAreNotedUnlessTimesAreEven() throws IOException {
    for (int perSecond : new int[] {30, 60}) {
      Path folder = Files.createDirectories(temp.resolve("set/filmed" + perSecond));
      byte[][] frames = new byte[perSecond][3];
      long[] starts = new long[perSecond];
      Arrays.setAll(starts, i -> i);
      Path file = folder.resolve("x.mov");
      Videos.write(file, AV_PIX_FMT_RGB24, 1, 1, frames, starts, perSecond);
    }
    Files.writeString(temp.resolve("set/filmed30/notes.txt"), "none");
    String left = "1 files are neither images nor videos and are left out; the first is";
    Dataset stored = timed(0).read(temp + "/set");
    assertEquals(
        List.of(
            left + " filmed30/notes.txt",
            "frames a second: 30 in 1 video, 60 in 1 video; steps differ in duration; set frames:"
                + " framesPerSecond"),
        stored.notes());
    assertEquals(60, stored.maxSteps());
    Dataset even = timed(10).read(temp + "/set");
    assertEquals(1, even.notes().size());
    assertEquals(10, even.train().length(0));
    assertEquals(10, even.train().length(1));
  }

  @Test
  void imagesHaveNoTimes() throws IOException {
    writeSet("mov", new long[] {0, 1}, 30);
    Path clip = Files.createDirectories(temp.resolve("set/b/images"));
    Files.write(clip.resolve("1.png"), Pictures.greyPng(1, 1, 3));
    InputException e =
        assertThrows(InputException.class, () -> timed(10).read(temp.resolve("set").toString()));
    assertEquals(
        temp
            + "/set/b/images: a folder of images does not say when they are shown; leave out frames:"
            + " framesPerSecond, or give videos",
        e.getMessage());
    assertEquals(
        "frames: framesPerSecond: expected a number from 0 to 1000, got -1.0",
        assertThrows(InputException.class, () -> timed(-1)).getMessage());
  }

  private static FrameTimes times(double... starts) {
    FrameTimes times = new FrameTimes();
    Arrays.stream(starts).forEach(times::add);
    return times;
  }

  private List<Integer> read(String container, long[] starts, int perSecond, double wanted) {
    try {
      writeSet(container, starts, perSecond);
      return numbers(timed(wanted).read(temp + "/set").train());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Frames timed(double framesPerSecond) {
    return new Frames(1, 1, 3, 1, 0, 0, "", "", 1, framesPerSecond, Ground.BLACK, "");
  }

  private void writeSet(String container, long[] starts, int perSecond) throws IOException {
    byte[][] frames = new byte[starts.length][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new byte[] {(byte) (i % 250), 0, 0};
    }
    for (String className : List.of("a", "b")) {
      Path folder = Files.createDirectories(temp.resolve("set/" + className));
      Videos.write(
          folder.resolve("x." + container), AV_PIX_FMT_RGB24, 1, 1, frames, starts, perSecond);
      for (String other : List.of("mov", "mkv", "avi")) {
        if (!other.equals(container)) {
          Files.deleteIfExists(folder.resolve("x." + other));
        }
      }
    }
  }

  private static List<Integer> numbers(Sequences train) {
    List<Integer> numbers = new ArrayList<>();
    for (int step = 0; step < train.length(0); step++) {
      numbers.add(Math.round(255 * train.value(0, step, 0)));
    }
    return numbers;
  }
}
