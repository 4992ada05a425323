package dev.unroll.internal.server.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Scanner;

/** The memory of the process. */
public final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** Bytes that it holds of the machine's memory; empty where the system does not tell. */
  public static OptionalLong resident() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          try (Scanner scanner = new Scanner(line.substring("VmRSS:".length()))) {
            return OptionalLong.of(scanner.nextLong() * 1024);
          }
        }
      }
    } catch (IOException e) {
      // As where there is none.
    }
    return OptionalLong.empty();
  }
}
