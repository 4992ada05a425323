package dev.unroll;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data that the project does not ship; tests that need them say so when they skip. */
public final class SharedData {

  private static final Path FOLDER = Path.of("../shared/data");

  private SharedData() {}

  /**
   * A file or folder of the shared data, such as {@code jena/weather.zip}, or the test is skipped.
   */
  public static Path at(String name) {
    Path path = FOLDER.resolve(name);
    assumeTrue(Files.exists(path), "skipped: there is no " + path);
    return path;
  }

  /** The zip of UCI HAR, or the test is skipped. */
  public static Path har() {
    return at("uci-har/UCI HAR Dataset.zip");
  }

  /** The folder of a problem of the UCR/UEA archive, or the test is skipped. */
  public static Path archive(String problem) {
    return at("uea/" + problem);
  }

  /** A file of AIS positions, or the test is skipped. */
  public static Path ais(String name) {
    return at("ais/" + name);
  }
}
