package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Longs;
import dev.unroll.check.InputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the text of a header, which is written as a dictionary of Python: {@code {'descr': '<f4',
 * 'fortran_order': False, 'shape': (3, 4), }}. Nothing but that is taken, and nothing is run.
 */
final class HeaderText {

  private static final int MOST_SHOWN = 120;

  private final String who;
  private final String text;
  private int at;
  private String type = "";
  private boolean columnMajor;
  private final List<Long> shape = new ArrayList<>();

  HeaderText(String who, String text) {
    this.who = who;
    this.text = text;
  }

  /** Reads all of it. */
  void read() {
    Set<String> keys = new HashSet<>();
    expect('{');
    while (!takes('}')) {
      String key = quoted();
      expect(':');
      if (!keys.add(key)) {
        throw damaged("the key '" + key + "' once");
      }
      switch (key) {
        case "descr" -> type = descr();
        case "fortran_order" -> columnMajor = truth();
        case "shape" -> tuple();
        default -> throw damaged("no key '" + key + "'");
      }
      if (!takes(',')) {
        expect('}');
        break;
      }
    }
    skipBlanks();
    if (keys.size() != 3 || at < text.length()) {
      throw damaged("descr, fortran_order and shape, and nothing else");
    }
  }

  String type() {
    return type;
  }

  boolean columnMajor() {
    return columnMajor;
  }

  List<Long> shape() {
    return List.copyOf(shape);
  }

  private String descr() {
    skipBlanks();
    that(
        at >= text.length() || text.charAt(at) != '[',
        "%s: a structured array (each value has fields); save its fields as arrays of their own, or"
            + " as features: numpy.lib.recfunctions.structured_to_unstructured(X)",
        who);
    return quoted();
  }

  private boolean truth() {
    skipBlanks();
    for (String word : List.of("True", "False")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw damaged("True or False");
  }

  private void tuple() {
    expect('(');
    while (!takes(')')) {
      shape.add(size());
      if (!takes(',')) {
        expect(')');
        break;
      }
    }
  }

  private long size() {
    skipBlanks();
    int from = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    Long size = Longs.tryParse(text.substring(from, at));
    if (size == null) {
      throw damaged("a size of the shape, a whole number");
    }
    if (at < text.length() && text.charAt(at) == 'L') {
      at++; // as Python 2 wrote it
    }
    return size;
  }

  private String quoted() {
    skipBlanks();
    char quote = at < text.length() ? text.charAt(at) : 0;
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw damaged("a text in quotes");
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    return inside;
  }

  private void expect(char mark) {
    if (!takes(mark)) {
      throw damaged("'" + mark + "'");
    }
  }

  private boolean takes(char mark) {
    skipBlanks();
    boolean there = at < text.length() && text.charAt(at) == mark;
    at += there ? 1 : 0;
    return there;
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
      at++;
    }
  }

  private InputException damaged(String expected) {
    String shown = text.substring(0, Math.min(MOST_SHOWN, text.length())).strip();
    return failure(
        "%s: its header is damaged: expected %s at place %d of \"%s\"; copy the file again",
        who, expected, at, shown);
  }
}
