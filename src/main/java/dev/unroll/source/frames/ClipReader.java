package dev.unroll.source.frames;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Part;
import dev.unroll.internal.files.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Reads the frames of clips. */
final class ClipReader {

  private final Frames settings;
  private final FileTree tree;
  private final Path place;
  private final FrameRates rates = new FrameRates();

  /**
   * @param place the folder or zip that the tree was opened at
   */
  ClipReader(Frames settings, FileTree tree, Path place) {
    this.settings = settings;
    this.tree = tree;
    this.place = place;
  }

  /**
   * The values of a clip, [frames, height, width, channels], flat.
   *
   * @throws dev.unroll.check.InputException that names the file that is damaged
   */
  float[] read(Clip clip) throws IOException {
    FramePicker picker = new FramePicker(settings, clip.name());
    if (clip.isVideo()) {
      readVideo(clip.path(), picker);
    } else {
      for (String image : clip.images()) {
        if (picker.wantsNext()) {
          picker.add(readImage(image).resize(settings.height(), settings.width()));
        }
        if (picker.isFull()) {
          break;
        }
      }
    }
    that(!picker.frames().isEmpty(), "%s: the clip has no frames", tree.describe(clip.path()));
    return values(picker.frames(), tree.describe(clip.path()));
  }

  private Picture readImage(String image) throws IOException {
    byte[] content = tree.read(image);
    String name = tree.describe(image);
    if (!ImageHeader.of(content).isForFfmpeg()) {
      return ImageFile.read(content, name, settings.ground());
    }
    Part.FFMPEG.require();
    return withFile(
        image,
        file -> ImageFile.show(content, name, StillFrame.read(file, name, settings.ground())));
  }

  private void readVideo(String video, FramePicker picker) throws IOException {
    Part.FFMPEG.require();
    String name = tree.describe(video);
    VideoFrames frames = new VideoFrames(settings, name, picker);
    withFile(
        video,
        file -> {
          VideoFile.read(file, name, settings.ground(), frames);
          return frames;
        });
    rates.add(name, frames.times());
  }

  /** Gives a file of the tree as one that FFmpeg can open. */
  private <T> T withFile(String name, Function<Path, T> use) throws IOException {
    if (Files.isDirectory(place)) {
      return use.apply(place.resolve(name));
    }
    Path copy = Files.createTempFile("unroll-", "." + Clip.ending(name));
    try {
      Files.write(copy, tree.read(name));
      return use.apply(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private float[] values(List<Picture> frames, String name) {
    int pixels = settings.height() * settings.width();
    long count = (long) frames.size() * pixels * settings.channels();
    that(
        count <= Integer.MAX_VALUE - 8,
        "%s: %d frames of %d x %d pixels are too many for one sequence; set frames: every or"
            + " mostFrames",
        name,
        frames.size(),
        settings.width(),
        settings.height());
    float[] values = new float[(int) count];
    int at = 0;
    for (Picture frame : frames) {
      float white = frame.white();
      for (int i = 0; i < 3 * pixels; i += 3) {
        int red = frame.values()[i];
        int green = frame.values()[i + 1];
        int blue = frame.values()[i + 2];
        if (settings.channels() == 1) {
          values[at++] = (0.299f * red + 0.587f * green + 0.114f * blue) / white;
        } else {
          values[at++] = red / white;
          values[at++] = green / white;
          values[at++] = blue / white;
        }
      }
    }
    return values;
  }

  /** How many frames a second the videos that were read have. */
  FrameRates rates() {
    return rates;
  }
}
