package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A call of the program that has ended.
 *
 * @param code that it ended with
 * @param out what it printed on standard output
 * @param err the same on standard error
 */
record Call(int code, String out, String err) {

  /** Calls the program with the texts of {@code words}. */
  static Call of(Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        UnrollCommand.run(
            Arrays.stream(words).map(Object::toString).toArray(String[]::new),
            new Terminal(out, new PrintStream(err, true, StandardCharsets.UTF_8), false, 80),
            new Interrupts());
    return new Call(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Held to have done what it was asked to. */
  Call done() {
    assertEquals(0, code, err);
    return this;
  }

  /** Held to have refused its input by a message that begins with {@code start}. */
  void assertRefused(String start) {
    assertTrue(err.startsWith("unroll: " + start), err);
    assertEquals("", out);
    assertRefusedBecause(start);
  }

  /** Held to have refused its input by a message with {@code words} in it. */
  void assertRefusedBecause(String words) {
    assertEquals(2, code, err);
    assertTrue(err.contains(words), err);
    assertFalse(err.contains("\tat "), "no stack trace: " + err);
  }
}
