package dev.unroll;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data that the project does not ship; tests that need them say so when they skip. */
public final class SharedData {

  private static final Path HAR = Path.of("../shared/data/uci-har/UCI HAR Dataset.zip");

  private static final Path ARCHIVE = Path.of("../shared/data/uea");
  }

  private static final Path AIS = Path.of("../shared/data/ais");

  private SharedData() {}

  /** The zip of UCI HAR, or the test is skipped. */
  public static Path har() {
    assumeTrue(Files.isRegularFile(HAR), "skipped: UCI HAR is not at " + HAR);
    return HAR;
  }

  /** The folder of a problem of the UCR/UEA archive, or the test is skipped. */
  public static Path archive(String problem) {
    Path folder = ARCHIVE.resolve(problem);
    assumeTrue(Files.isDirectory(folder), "skipped: the archive's problem is not at " + folder);
    return folder;
  }

  /**
   * A file or folder of the shared data, such as {@code jena/weather.zip}, or the test is skipped.
   */
  public static Path at(String name) {
    Path path = Path.of("../shared/data").resolve(name);
    assumeTrue(Files.exists(path), "skipped: there is no " + path);
    return path;
  }

  /** A file of AIS positions, or the test is skipped. */
  public static Path ais(String name) {
    Path file = AIS.resolve(name);
    assumeTrue(Files.isRegularFile(file), "skipped: there is no " + file);
    return file;
  }
}
