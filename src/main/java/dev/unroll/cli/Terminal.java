package dev.unroll.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where the program prints: lines on standard output, problems and progress on standard error. */
final class Terminal {

  private static final int DEFAULT_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 20;

  private final CheckedOutput checked;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final int columns;

  /**
   * @param interactive whether a person watches both streams
   * @param columns of the window
   */
  Terminal(OutputStream out, PrintStream err, boolean interactive, int columns) {
    this.checked = new CheckedOutput(out);
    this.out = new PrintStream(checked, false, StandardCharsets.UTF_8);
    this.err = err;
    this.interactive = interactive;
    this.columns = columns < LEAST_COLUMNS ? DEFAULT_COLUMNS : columns;
  }

  /** The process's own; the launcher says in properties whether a person watches, and how wide. */
  static Terminal ofProcess() {
    String watched = System.getProperty("unroll.terminal");
    return new Terminal(
        new FileOutputStream(FileDescriptor.out),
        System.err,
        watched == null ? isConsole() : Boolean.parseBoolean(watched),
        Integer.getInteger("unroll.columns", DEFAULT_COLUMNS));
  }

  /** Whether both standard input and output are a terminal, where no launcher says better. */
  @SuppressWarnings("SystemConsoleNull") // what it means since JDK 22 is asked for below
  private static boolean isConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // before JDK 22 there is a console on a terminal only
    }
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean interactive() {
    return interactive;
  }

  int columns() {
    return columns;
  }

  /**
   * What kept a line from standard output, such as a full disk. A reader that has seen enough
   * ({@code | head}) is no failure.
   */
  Optional<String> outputFailure() {
    out.flush();
    return Optional.ofNullable(checked.failure)
        .map(failure -> String.valueOf(failure.getMessage()))
        .filter(message -> !message.contains("Broken pipe"));
  }

  /** Remembers the first failure, which a print stream keeps to itself. */
  private static final class CheckedOutput extends OutputStream {
    private final OutputStream to;
    private IOException failure;

    CheckedOutput(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        to.write(bytes, from, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      to.flush();
    }
  }
}
