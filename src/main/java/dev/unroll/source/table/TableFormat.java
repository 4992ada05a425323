package dev.unroll.source.table;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.settings.Default;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * How a table of text is written. What is not said is told by the file; where a file leaves two
 * ways open, it is refused.
 *
 * @param separator between cells: one character, or {@code comma}, {@code semicolon}, {@code tab},
 *     {@code bar} or {@code blanks} (one or more); empty where the file is to tell
 * @param decimal mark of numbers: {@code point} or {@code comma}; empty where the file is to tell
 * @param header whether the first row names the columns
 * @param names of the columns where there is no header, or instead of it; {@code *} stands for all
 *     columns between those before and after it, which are called 0, 1, 2, ...
 * @param skipLines lines above the header that are no part of the table
 * @param skipRows rows beneath the header that are no data, such as one of units
 * @param comment what lines begin with that are passed over, wherever they are; empty for those
 *     above the header that begin with {@code #}, {@code %} or {@code //}
 * @param encoding such as {@code UTF-8} or {@code windows-1251}; empty where the file is to tell
 * @param missing words and numbers that stand for a missing value, such as {@code -999}, besides
 *     those that are known: nothing, {@code ?}, {@code -}, NaN, NA, N/A, null, None and their like
 * @param sentinels what to do with a number such as -999 that lies far from all others of its
 *     column
 */
public record TableFormat(
    @Default("''") String separator,
    @Default("''") String decimal,
    @Default("detect") Header header,
    @Default("[]") List<String> names,
    @Default("0") int skipLines,
    @Default("0") int skipRows,
    @Default("''") String comment,
    @Default("''") String encoding,
    @Default("[]") List<String> missing,
    @Default("refuse") Sentinels sentinels) {

  /** Whether the first row names the columns. */
  public enum Header {
    /** It does unless it holds numbers. */
    DETECT,
    /** It does. */
    FIRST_ROW,
    /** It does not. */
    NONE
  }

  /** What to do with numbers that look as if they stood for a missing value. */
  public enum Sentinels {
    /** Say which, and end. */
    REFUSE,
    /** Take them as measured. */
    KEEP
  }

  /** Stands for all columns between others. */
  public static final String REST = "*";

  /** That the file is to tell the separator. */
  public static final char DETECT = 0;

  /** A separator of one blank or more. */
  public static final char BLANKS = ' ';

  private static final Map<String, Character> SEPARATORS =
      Map.of(
          "comma", ',', "semicolon", ';', "tab", '\t', "bar", '|', "blanks", BLANKS, "\\t", '\t');

  private static final Map<String, Character> DECIMALS =
      Map.of("point", '.', "comma", ',', ".", '.', ",", ',');

  public TableFormat {
    present("separator", separator);
    present("decimal", decimal);
    present("header", header);
    names = listOf("names", names);
    notNegative("skipLines", skipLines);
    notNegative("skipRows", skipRows);
    present("comment", comment);
    checkEncoding(present("encoding", encoding));
    missing = listOf("missing", missing);
    present("sentinels", sentinels);
    that(
        separator.length() <= 1 || SEPARATORS.containsKey(separator),
        "separator: expected one character, or comma, semicolon, tab, bar or blanks, got '%s'",
        separator);
    that(
        !separator.equals("\"") && !separator.equals("\n") && !separator.equals("\r"),
        "separator: a quote or line end separates no cells");
    that(
        decimal.isEmpty() || DECIMALS.containsKey(decimal),
        "decimal: expected point or comma, got '%s'",
        decimal);
    that(
        new HashSet<>(names).size() == names.size(),
        "names: each may be there once, got %s",
        names);
    that(
        Collections.frequency(names, "") == 0,
        "names: expected a name at each place, got an empty one in %s",
        names);
  }

  /** All told by the file. */
  public TableFormat() {
    this("", "", Header.DETECT, List.of(), 0, 0, "", "", List.of(), Sentinels.REFUSE);
  }

  /** The same, with one more word or number for a missing value. */
  public TableFormat withMissing(String word) {
    List<String> more = new ArrayList<>(missing);
    more.add(word);
    return new TableFormat(
        separator, decimal, header, names, skipLines, skipRows, comment, encoding, more, sentinels);
  }

  /** The same, with numbers such as -999 taken as measured. */
  public TableFormat keepingSentinels() {
    return new TableFormat(
        separator,
        decimal,
        header,
        names,
        skipLines,
        skipRows,
        comment,
        encoding,
        missing,
        Sentinels.KEEP);
  }

  private static void checkEncoding(String encoding) {
    try {
      if (!encoding.isEmpty()) {
        Charset.forName(encoding);
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new InputException(
          "encoding: expected one such as UTF-8, UTF-16LE or windows-1252, got '" + encoding + "'",
          e);
    }
  }

  /** What separates cells; {@link #DETECT} where the file is to tell. */
  public char separatorMark() {
    if (separator.isEmpty()) {
      return DETECT;
    }
    Character known = SEPARATORS.get(separator);
    return known == null ? separator.charAt(0) : known;
  }

  /** The decimal mark; {@link #DETECT} where the file is to tell. */
  public char decimalMark() {
    return decimal.isEmpty() ? DETECT : DECIMALS.get(decimal);
  }
}
