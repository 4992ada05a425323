package dev.unroll.cli;

import dev.unroll.check.Part;

/** Where the program starts: a class that does without what the rest of the package needs. */
public final class Main {

  private Main() {}

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    try {
      UnrollCommand.start(args);
    } catch (NoClassDefFoundError e) {
      System.err.println("unroll: " + Part.PICOCLI.missing().orElseThrow(() -> e));
      System.exit(UnrollCommand.BAD_INPUT);
    }
  }
}
