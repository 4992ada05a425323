package dev.unroll.source.ts;

/** Counts the parts of a line of a ts file: {@code 1,2,3:4,5,6:label}. */
final class TsText {

  private TsText() {}

  /** Dimensions and label together. */
  static int parts(String text) {
    return 1 + count(':', text, 0, text.length());
  }

  /** Values of a dimension, which is there from {@code start} to {@code end}. */
  static int values(String text, int start, int end) {
    return 1 + count(',', text, start, end);
  }

  /** Values of the longest dimension; what follows the last colon is none. */
  static int steps(String text) {
    int steps = 0;
    int start = 0;
    for (int end = text.indexOf(':'); end >= 0; end = text.indexOf(':', start)) {
      steps = Math.max(steps, values(text, start, end));
      start = end + 1;
    }
    return steps;
  }

  private static int count(char mark, String text, int start, int end) {
    int count = 0;
    for (int at = text.indexOf(mark, start); at >= 0 && at < end; at = text.indexOf(mark, at + 1)) {
      count++;
    }
    return count;
  }
}
