package dev.unroll.cli;

import java.io.PrintStream;

/** Where the program prints: lines on standard output, problems and progress on standard error. */
class Terminal {

  private static final int DEFAULT_COLUMNS = 80;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final int columns;

  /** The process's own; the launcher says in properties whether a person watches, and how wide. */
  Terminal() {
    this(
        System.out,
        System.err,
        Boolean.getBoolean("unroll.terminal"),
        Integer.getInteger("unroll.columns", DEFAULT_COLUMNS));
  }

  Terminal(PrintStream out, PrintStream err, boolean interactive, int columns) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
    this.columns = columns < 20 ? DEFAULT_COLUMNS : columns;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  /** Whether a person watches both streams. */
  boolean interactive() {
    return interactive;
  }

  int columns() {
    return columns;
  }
}
