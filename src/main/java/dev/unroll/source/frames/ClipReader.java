package dev.unroll.source.frames;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Part;
import dev.unroll.internal.files.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the frames of clips. */
final class ClipReader {

  private final Frames settings;
  private final FileTree tree;
  private final Path place;

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
          picker.add(
              ImageFile.read(
                  tree.read(image), tree.describe(image), settings.height(), settings.width()));
        }
        if (picker.isFull()) {
          break;
        }
      }
    }
    that(!picker.frames().isEmpty(), "%s: the clip has no frames", tree.describe(clip.path()));
    return values(picker.frames(), tree.describe(clip.path()));
  }

  private void readVideo(String name, FramePicker picker) throws IOException {
    Part.FFMPEG.require();
    if (Files.isDirectory(place)) {
      VideoFile.read(
          place.resolve(name), tree.describe(name), settings.height(), settings.width(), picker);
      return;
    }
    Path copy = Files.createTempFile("unroll-", "." + Clip.ending(name));
    try {
      Files.write(copy, tree.read(name));
      VideoFile.read(copy, tree.describe(name), settings.height(), settings.width(), picker);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private float[] values(List<byte[]> frames, String name) {
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
    for (byte[] frame : frames) {
      for (int i = 0; i < 3 * pixels; i += 3) {
        int red = frame[i] & 0xff;
        int green = frame[i + 1] & 0xff;
        int blue = frame[i + 2] & 0xff;
        if (settings.channels() == 1) {
          values[at++] = (0.299f * red + 0.587f * green + 0.114f * blue) / 255;
        } else {
          values[at++] = red / 255f;
          values[at++] = green / 255f;
          values[at++] = blue / 255f;
        }
      }
    }
    return values;
  }
}
