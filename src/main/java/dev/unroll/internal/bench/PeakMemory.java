package dev.unroll.internal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Most resident memory of this process so far. */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmHWM:";
  private static final double KILOBYTES = 1024;

  private PeakMemory() {}

  /** In 10^6 bytes; 0 where the system does not tell, as only Linux does. */
  static double megabytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(FIELD)) {
        String number = line.substring(FIELD.length()).replace("kB", "").strip();
        return Long.parseLong(number) * KILOBYTES / 1e6;
      }
    }
    return 0;
  }
}
