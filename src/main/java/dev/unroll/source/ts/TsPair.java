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

  private static final String TRAIN = "_TRAIN";
  private static final String TEST = "_TEST";

  /** Of files, the first that is there: with a header, or with the label first in each row. */
  private static final List<String> ENDINGS = List.of(".ts", ".tsv", ".txt", ".csv", ".arff", "");

  private static final List<String> PACKINGS = List.of("", ".gz", ".zip", ".zst", ".bz2", ".xz");

  /** What a path names: a prefix, and an ending where it is one of the files. */
  private record Named(Path prefix, String ending) {}

  /**
   * Finds the files.
   *
   * @param path what both names begin with, or one of the files, or a folder with one such pair
   */
  static TsPair find(Path path) throws IOException {
    Optional<Named> file = named(path);
    Path prefix = Files.isDirectory(path) ? prefixIn(path) : file.map(Named::prefix).orElse(path);
    for (String ending : file.map(Named::ending).map(List::of).orElse(ENDINGS)) {
      Optional<Path> train = there(prefix, TRAIN + ending);
      Optional<Path> test = there(prefix, TEST + ending);
      if (train.isPresent() || test.isPresent()) {
        return new TsPair(
            prefix.getFileName().toString(),
            train.orElseThrow(() -> missing(prefix, TRAIN + ending)),
            test.orElseThrow(() -> missing(prefix, TEST + ending)));
      }
    }
    throw missing(prefix, TRAIN + ".ts");
  }

  private static Optional<Path> there(Path prefix, String ending) {
    return PACKINGS.stream()
        .map(packing -> prefix.resolveSibling(prefix.getFileName() + ending + packing))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static RuntimeException missing(Path prefix, String ending) {
    return failure(
        "%s%s: no such file, nor with .gz, .zip, .zst, .bz2 or .xz; give ts:PREFIX of PREFIX_TRAIN.ts"
            + " and PREFIX_TEST.ts (or .tsv, .txt, .arff), or the folder of both",
        prefix, ending);
  }

  private static Path prefixIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> prefixes =
          files
              .flatMap(file -> named(file).map(Named::prefix).stream())
              .distinct()
              .sorted()
              .toList();
      that(
          !prefixes.isEmpty(),
          "%s: the folder has no files NAME_TRAIN.ts and NAME_TEST.ts (or .tsv, .txt, .arff); give the"
              + " folder that holds them",
          folder);
      that(
          prefixes.size() == 1,
          "%s: the folder has several problems; choose one, as in ts:%s",
          folder,
          prefixes.get(0));
      return prefixes.get(0);
    }
  }

  private static Optional<Named> named(Path file) {
    String name = String.valueOf(file.getFileName());
    for (String packing : PACKINGS) {
      for (String ending : ENDINGS) {
        for (String part : List.of(TRAIN, TEST)) {
          String end = part + ending + packing;
          if (name.length() > end.length() && name.endsWith(end)) {
            String before = name.substring(0, name.length() - end.length());
            return Optional.of(new Named(file.resolveSibling(before), ending));
          }
        }
      }
    }
    return Optional.empty();
  }
}
