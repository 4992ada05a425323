package dev.unroll.source.frames;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a clip is.
 *
 * @param path of the folder of images, or of the video
 * @param className the folder that it is in
 * @param name without the ending of a video
 * @param test whether it is of the test part
 * @param images in their order; none for a video
 */
record Clip(String path, String className, String name, boolean test, List<String> images) {

  private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "bmp");
  private static final Set<String> VIDEOS =
      Set.of("mp4", "m4v", "mov", "avi", "gif", "mkv", "webm", "mpg", "mpeg");

  Clip {
    images = List.copyOf(images);
  }

  boolean isVideo() {
    return images.isEmpty();
  }

  static boolean isImage(String file) {
    return IMAGES.contains(ending(file));
  }

  static boolean isVideo(String file) {
    return VIDEOS.contains(ending(file));
  }

  /** Without the dot. */
  static String ending(String file) {
    return file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
