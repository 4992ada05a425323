package dev.unroll.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/** Keeps what native code writes to standard error away from the user. */
final class NativeLog {

  private NativeLog() {}

  /**
   * From now on Java's standard error goes to {@code descriptor}, a copy of it that the launcher
   * made, and native code's goes nowhere: TensorFlow writes some lines that no setting of its own
   * turns off.
   *
   * <p>Closing a standard descriptor makes the JDK point it at {@code /dev/null}. The launcher
   * opens {@code java.io} for this; where it did not, nothing changes.
   */
  static void silence(int descriptor) {
    try {
      Constructor<FileDescriptor> ofNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
      ofNumber.setAccessible(true);
      PrintStream own =
          new PrintStream(
              new FileOutputStream(ofNumber.newInstance(descriptor)), true, StandardCharsets.UTF_8);
      new FileOutputStream(FileDescriptor.err).close();
      System.setErr(own);
    } catch (ReflectiveOperationException | RuntimeException | IOException e) {
      // Native lines stay visible, which harms nobody.
    }
  }
}
