package dev.unroll;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data that the project does not ship; tests that need them say so when they skip. */
public final class SharedData {

  private static final Path HAR = Path.of("../shared/data/uci-har/UCI HAR Dataset.zip");

  private static final Path AIS = Path.of("../shared/data/ais");

  private SharedData() {}

  /** The zip of UCI HAR, or the test is skipped. */
  public static Path har() {
    assumeTrue(Files.isRegularFile(HAR), "skipped: UCI HAR is not at " + HAR);
    return HAR;
  }

  /** A file of AIS positions, or the test is skipped. */
  public static Path ais(String name) {
    Path file = AIS.resolve(name);
    assumeTrue(Files.isRegularFile(file), "skipped: there is no " + file);
    return file;
  }
}
