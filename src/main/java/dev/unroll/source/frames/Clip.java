package dev.unroll.source.frames;

import dev.unroll.data.Split;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a clip is.
 *
 * @param path of the folder of images, or of the video
 * @param className the folder that it is in
 * @param name without the ending of a video
 * @param images in their order; none for a video
 */
record Clip(String path, String className, String name, Split part, List<String> images) {

  private static final Set<String> IMAGES =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "bmp", "webp", "tif", "tiff");

  private static final Set<String> VIDEOS =
      Set.of(
          "mp4", "m4v", "mov", "avi", "gif", "mkv", "webm", "mpg", "mpeg", "wmv", "asf", "flv",
          "f4v", "3gp", "3g2", "ogv", "mts", "m2ts", "vob", "mxf");

  /** Images and videos that are not read. */
  private static final Set<String> UNREAD =
      Set.of(
          "heic", "heif", "avif", "jp2", "jxl", "j2k", "jpx", "ppm", "pgm", "pnm", "tga", "exr",
          "hdr", "psd", "svg", "ico", "dng", "cr2", "nef", "arw", "apng", "dcm", "ts", "rm", "rmvb",
          "dv", "m2v", "y4m", "h264", "264", "h265", "265", "hevc", "ivf", "qt", "divx", "ogg",
          "ogm", "amv", "swf", "insv", "bag");

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

  /** Whether this is an image or a video of a kind that is not read. */
  static boolean isUnread(String file) {
    return UNREAD.contains(ending(file));
  }

  /** Without the dot. */
  static String ending(String file) {
    return file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
