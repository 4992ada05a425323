package dev.unroll.internal.table;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line of an ARFF file: bare or in quotes of either kind, with commas or blanks
 * between them, and braces around some; what follows a {@code %} is a comment.
 */
final class ArffTokens {

  /**
   * A word.
   *
   * @param text without its quotes
   * @param quoted whether it had quotes, so that a {@code ?} is a text
   */
  record Word(String text, boolean quoted) {

    boolean isMissing() {
      return !quoted && (text.equals("?") || text.isEmpty());
    }
  }

  private final String line;
  private final FileLine place;
  private int at;

  ArffTokens(String line, FileLine place) {
    this.line = line;
    this.place = place;
  }

  /** The next character that is no blank, which is not passed; 0 at the end. */
  char peek() {
    while (at < line.length() && isBlank(line.charAt(at))) {
      at++;
    }
    return at == line.length() || line.charAt(at) == '%' ? 0 : line.charAt(at);
  }

  /** Passes the next character that is no blank. */
  void pass() {
    peek();
    at++;
  }

  /** The next word of a header: up to a blank, a comma or a brace. */
  Word next() {
    char first = peek();
    place.that(first != 0, "the line ends early: '%s'", line.strip());
    if (first == '\'' || first == '"') {
      return quoted(first);
    }
    int from = at;
    while (at < line.length() && !isBlank(line.charAt(at)) && ",{}".indexOf(line.charAt(at)) < 0) {
      at++;
    }
    return new Word(line.substring(from, at), false);
  }

  /**
   * The values up to the end of the line, or to a brace that closes them, which is passed.
   *
   * @param end {@code 0} for the end of the line
   */
  List<Word> values(char end) {
    List<Word> values = new ArrayList<>();
    boolean commas = hasCommas(end);
    boolean more = commas || peek() != end;
    while (more) {
      values.add(value(peek(), end, commas));
      char next = peek();
      if (next == ',') {
        at++;
      }
      place.that(next != 0 || end == 0, "expected '}' after the values '%s'", line.strip());
      more = next == ',' || next != end;
    }
    if (end != 0) {
      at++;
    }
    return values;
  }

  private Word value(char first, char end, boolean commas) {
    if (first == '\'' || first == '"') {
      Word word = quoted(first);
      char next = peek();
      place.that(
          next == end || next == ',' || !commas,
          "something follows a closing quote; expected a comma");
      return word;
    }
    int from = at;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ',' || (c == end && end != 0) || (!commas && isBlank(c)) || isComment(from)) {
        break;
      }
      at++;
    }
    return new Word(line.substring(from, at).strip(), false);
  }

  private boolean isComment(int from) {
    return line.charAt(at) == '%' && (at == from || isBlank(line.charAt(at - 1)));
  }

  /** Whether commas, and not blanks, are between the values that follow. */
  private boolean hasCommas(char end) {
    char quote = 0;
    for (int i = at; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        i += c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if ((c == '\'' || c == '"') && (i == at || !isWord(line.charAt(i - 1)))) {
        quote = c;
      } else if (c == ',') {
        return true;
      } else if ((c == end && end != 0) || (c == '%' && (i == at || isBlank(line.charAt(i - 1))))) {
        return false;
      }
    }
    return false;
  }

  private static boolean isWord(char c) {
    return !isBlank(c) && c != ',' && c != '{';
  }

  private Word quoted(char quote) {
    StringBuilder text = new StringBuilder();
    for (at++; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == quote) {
        at++;
        return new Word(text.toString(), true);
      }
      if (c == '\\' && at + 1 < line.length()) {
        at++;
        text.append(escaped());
      } else {
        text.append(c);
      }
    }
    throw place.failure("a quote is opened in this line and not closed");
  }

  private String escaped() {
    char c = line.charAt(at);
    switch (c) {
      case 'n' -> {
        return "\n";
      }
      case 't' -> {
        return "\t";
      }
      case 'r' -> {
        return "\r";
      }
      case 'u' -> {
        String digits = line.substring(at + 1, Math.min(line.length(), at + 5));
        if (digits.matches("[0-9a-fA-F]{4}")) {
          at += 4;
          return Character.toString(Integer.parseInt(digits, 16));
        }
        return "u";
      }
      default -> {
        return Character.toString(c);
      }
    }
  }

  private static boolean isBlank(char c) {
    return c <= ' ';
  }
}
