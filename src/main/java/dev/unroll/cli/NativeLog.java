package dev.unroll.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps what native code writes to standard error away from the user. */
final class NativeLog {

  private static final Path STANDARD_ERROR = Path.of("/dev/fd/2");

  private NativeLog() {}

  /**
   * From now on Java's standard error and native code's differ: Java's goes where it went, native
   * code's nowhere. TensorFlow writes some lines that no setting of its own turns off.
   *
   * <p>Closing a standard descriptor makes the JDK point it at {@code /dev/null}. Where there is no
   * {@code /dev/fd} (Windows) or it cannot be opened anew, nothing changes.
   */
  static void silence() {
    if (!Files.exists(STANDARD_ERROR)) {
      return;
    }
    try {
      PrintStream own =
          new PrintStream(
              new FileOutputStream(STANDARD_ERROR.toFile(), true), true, StandardCharsets.UTF_8);
      new FileOutputStream(FileDescriptor.err).close();
      System.setErr(own);
    } catch (IOException e) {
      // Not to be reopened, such as a socket: native lines stay visible.
    }
  }
}
