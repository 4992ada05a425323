package dev.unroll.source.frames;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.SharedData;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.internal.files.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealVideoTest {

  private static final Frames BY_COLOUR =
      new Frames(64, 64, 3, 1, 0, 0, "^bluegreen", "^(.*)_[a-z]+_[0-9]+$", 1);

  @TempDir Path temp;

  @Test
  void videosDecodeToTheImagesMadeOfThem() throws IOException {
    Path images = SharedData.at("video/colored-shape-actions-frames64.zip");
    Path videos = SharedData.at("video/colored-shape-actions-mp4.zip");
    Dataset fromImages = BY_COLOUR.read(images.toString());
    Dataset fromVideos = BY_COLOUR.read(videos.toString());
    for (Dataset dataset : List.of(fromImages, fromVideos)) {
      assertEquals(List.of("circular", "horizontal", "vertical"), dataset.classNames());
      assertEquals(90, dataset.train().size());
      assertEquals(45, dataset.test().size());
      assertEquals(32, dataset.maxSteps());
      assertTrue(dataset.sameLength());
      assertEquals(2, dataset.train().groups().size());
      assertEquals(1, dataset.test().groups().size());
    }
    assertArrayEquals(fromImages.train().labels(), fromVideos.train().labels());
    double difference = 0;
    long count = 0;
    for (int i = 0; i < fromImages.train().size(); i++) {
      float[] image = fromImages.train().values(i);
      float[] video = fromVideos.train().values(i);
      for (int j = 0; j < image.length; j++) {
        difference += Math.abs(image[j] - video[j]);
      }
      count += image.length;
    }
    assertEquals(0, 255 * difference / count, 0.1, "mean difference in 255ths");
  }

  @Test
  void filmedClipsHaveTheirKnownNumbersOfFrames() throws IOException {
    Path folder = SharedData.at("video/hmdb51-samples");
    Frames small = new Frames(24, 32, 3, 1, 0, 0, "", "", 1);
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    assertEquals(5, files.size());
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (Path file : files) {
      FramePicker picker = new FramePicker(small, "");
      VideoFile.read(file, "a", Ground.BLACK, new VideoFrames(small, "a", picker));
      least = Math.min(least, picker.frames().size());
      most = Math.max(most, picker.frames().size());
    }
    assertEquals(81, least);
    assertEquals(242, most);
  }

  @Test
  void aFilmedClipThatIsCutShortIsNamed() throws IOException {
    Path folder = SharedData.at("video/hmdb51-samples");
    Path file;
    try (Stream<Path> all = Files.list(folder)) {
      file = all.sorted().findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.write(temp.resolve("cut.avi"), Arrays.copyOf(whole, whole.length / 2));
    Frames settings = new Frames();
    VideoFrames frames = new VideoFrames(settings, "cut.avi", new FramePicker(settings, ""));
    InputException e =
        assertThrows(
            InputException.class, () -> VideoFile.read(cut, "cut.avi", Ground.BLACK, frames));
    assertEquals("cut.avi: the video is damaged or cut short; copy it anew", e.getMessage());
  }

  @Test
  void aVideoThatIsCutShortIsNamed() throws IOException {
    Path zip = SharedData.at("video/colored-shape-actions-mp4.zip");
    for (String className : Set.of("circular", "vertical")) {
      Path folder = Files.createDirectories(temp.resolve(className));
      try (FileTree tree = FileTree.open(zip)) {
        byte[] video = tree.read("colored-shape-actions/" + className + "/bluegreen_circle_1.mp4");
        boolean cut = className.equals("circular");
        Files.write(
            folder.resolve("a.mp4"), cut ? Arrays.copyOf(video, video.length * 2 / 3) : video);
      }
    }
    InputException e = assertThrows(InputException.class, () -> new Frames().read(temp.toString()));
    assertEquals(
        temp
            + "/circular/a.mp4: not a video that FFmpeg knows, or damaged (Invalid data found when"
            + " processing input)",
        e.getMessage());
  }
}
