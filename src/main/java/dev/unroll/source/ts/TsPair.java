package dev.unroll.source.ts;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The two files of a problem of the UCR/UEA archive.
 *
 * @param name of the problem, as the files have it
 */
record TsPair(String name, Path train, Path test) {

  private static final String TRAIN = "_TRAIN.ts";
  private static final String TEST = "_TEST.ts";
  private static final List<String> PACKINGS = List.of("", ".gz", ".zip");

  /**
   * Finds the files.
   *
   * @param path what both names begin with, or one of the files, or a folder with one such pair
   */
  static TsPair find(Path path) throws IOException {
    Path prefix = Files.isDirectory(path) ? prefixIn(path) : withoutEnding(path).orElse(path);
    return new TsPair(
        prefix.getFileName().toString(), require(prefix, TRAIN), require(prefix, TEST));
  }

  private static Path require(Path prefix, String ending) {
    return PACKINGS.stream()
        .map(packing -> prefix.resolveSibling(prefix.getFileName() + ending + packing))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                failure(
                    "%s%s: no such file, nor with .gz or .zip; give ts:PREFIX of PREFIX%s and"
                        + " PREFIX%s, or the folder of both",
                    prefix, ending, TRAIN, TEST));
  }

  private static Path prefixIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> prefixes =
          files.flatMap(file -> withoutEnding(file).stream()).distinct().sorted().toList();
      that(
          !prefixes.isEmpty(),
          "%s: the folder has no files NAME%s and NAME%s; give the folder that holds them",
          folder,
          TRAIN,
          TEST);
      that(
          prefixes.size() == 1,
          "%s: the folder has several problems; choose one, as in ts:%s",
          folder,
          prefixes.get(0));
      return prefixes.get(0);
    }
  }

  /** What comes before the ending, where {@code file} has that of one of the two. */
  private static Optional<Path> withoutEnding(Path file) {
    String name = String.valueOf(file.getFileName());
    for (String packing : PACKINGS) {
      for (String ending : List.of(TRAIN + packing, TEST + packing)) {
        if (name.length() > ending.length() && name.endsWith(ending)) {
          return Optional.of(
              file.resolveSibling(name.substring(0, name.length() - ending.length())));
        }
      }
    }
    return Optional.empty();
  }
}
