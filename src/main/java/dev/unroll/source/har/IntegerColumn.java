package dev.unroll.source.har;

import static dev.unroll.check.Check.failure;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Reads a text file of one whole number a line. */
final class IntegerColumn {

  private IntegerColumn() {}

  /**
   * The numbers of {@code text}, one a line.
   *
   * @param file how messages name the file
   * @throws dev.unroll.check.InputException that names file and line of a number outside [{@code
   *     least}, {@code most}]
   */
  static int[] parse(byte[] text, String file, int least, int most) {
    String[] lines = new String(text, StandardCharsets.UTF_8).stripTrailing().split("\\R", -1);
    if (lines.length == 1 && lines[0].isEmpty()) {
      throw failure("%s: the file is empty", file);
    }
    IntStream.Builder numbers = IntStream.builder();
    for (int i = 0; i < lines.length; i++) {
      try {
        int number = Integer.parseInt(lines[i].strip());
        if (number < least || number > most) {
          throw new NumberFormatException();
        }
        numbers.add(number);
      } catch (NumberFormatException e) {
        throw failure(
            "%s:%d: expected a whole number %s, found '%s'",
            file,
            i + 1,
            most == Integer.MAX_VALUE ? "of " + least + " or more" : least + " to " + most,
            lines[i].strip());
      }
    }
    return numbers.build().toArray();
  }
}
