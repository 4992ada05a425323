package dev.unroll.source.numpy;

import static dev.unroll.check.Check.that;

import dev.unroll.internal.numpy.NpzFile;
import dev.unroll.internal.numpy.SavedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where an array is.
 *
 * @param file that holds it
 * @param key of it in a {@code .npz} file; empty where the file is it
 * @param name by which its purpose is told, such as {@code X_train} or {@code train/X}
 */
record ArrayPlace(Path file, String key, String name) {

  private static final String ONE = ".npy";
  private static final String SEVERAL = ".npz";

  /** Folders that are looked into. */
  private static final int DEEPEST = 2;

  /** Opens it, closed by the caller. */
  SavedArray open() throws IOException {
    return key.isEmpty() ? SavedArray.open(file) : SavedArray.open(file, key);
  }

  static boolean holdsOne(Path file) {
    return ends(file, ONE);
  }

  static boolean holdsSeveral(Path file) {
    return ends(file, SEVERAL);
  }

  private static boolean ends(Path file, String ending) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(ending);
  }

  /** The arrays of a {@code .npz} file. */
  static List<ArrayPlace> inFile(Path file) throws IOException {
    return inFile(file, "");
  }

  private static List<ArrayPlace> inFile(Path file, String folder) throws IOException {
    return NpzFile.names(file).stream()
        .map(key -> new ArrayPlace(file, key, folder + key))
        .toList();
  }

  /** The arrays of the files in a folder, and in those below it. */
  static List<ArrayPlace> inFolder(Path folder, int depth) throws IOException {
    List<ArrayPlace> places = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, depth)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = withoutEnding(folder.relativize(file).toString().replace('\\', '/'));
        if (file.getFileName().toString().startsWith(".")) {
          continue;
        }
        if (holdsOne(file)) {
          places.add(new ArrayPlace(file, "", name));
        } else if (holdsSeveral(file)) {
          places.addAll(inFile(file, name + "/"));
        }
      }
    }
    return places;
  }

  static List<ArrayPlace> inFolder(Path folder) throws IOException {
    List<ArrayPlace> places = inFolder(folder, DEEPEST);
    that(
        !places.isEmpty(),
        "%s: the folder has no .npy and no .npz files; expected X_train.npy, y_train.npy and the"
            + " like",
        folder);
    return places;
  }

  static String withoutEnding(String name) {
    return name.replaceFirst("(?i)\\.np[yz]$", "");
  }
}
