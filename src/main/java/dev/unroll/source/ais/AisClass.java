package dev.unroll.source.ais;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A class of vessels.
 *
 * @param name of the class
 * @param types the ship types that belong to it: words, AIS codes such as {@code 30}, ranges of
 *     codes such as {@code 70-79}. A word also stands for the types that begin with it: {@code
 *     cargo} for {@code Cargo ship}, {@code towing} for {@code Towing(200/25)}; letter case aside
 */
public record AisClass(String name, List<String> types) {

  private static final Pattern CODES = Pattern.compile("(\\d{1,3})(?:\\s*-\\s*(\\d{1,3}))?");

  /** A code; some files write it as {@code 70.0}. */
  private static final Pattern CODE = Pattern.compile("(\\d{1,3})(?:\\.0*)?");

  public AisClass {
    that(
        !present("name", name).isBlank(),
        "classes: expected a class to have a name, got '%s'",
        name);
    types = listOf("types", types);
    that(!types.isEmpty(), "class '%s': expected one ship type or more, got none", name);
    for (String type : types) {
      Matcher codes = CODES.matcher(type.strip());
      that(
          !type.isBlank() && (!codes.matches() || first(codes) <= last(codes)),
          "class '%s': expected ship types such as 'cargo', '30' or '70-79', got '%s'",
          name,
          type);
    }
  }

  /** Whether a ship type, as files write it, belongs to this class. */
  boolean has(String type) {
    String found = type.strip().toLowerCase(Locale.ROOT);
    Matcher code = CODE.matcher(found);
    boolean isCode = code.matches();
    for (String known : types) {
      String wanted = known.strip().toLowerCase(Locale.ROOT);
      Matcher codes = CODES.matcher(wanted);
      boolean isCodes = codes.matches();
      if (isCode && isCodes) {
        int number = Integer.parseInt(code.group(1));
        if (number >= first(codes) && number <= last(codes)) {
          return true;
        }
      } else if (!isCode && !isCodes && beginsWithWord(found, wanted)) {
        return true;
      }
    }
    return false;
  }

  /** A type of this class that the other has too; empty where there is none. */
  String shared(AisClass other) {
    for (String type : types) {
      Matcher codes = CODES.matcher(type.strip());
      if (other.has(codes.matches() ? codes.group(1) : type)) {
        return type;
      }
    }
    return "";
  }

  private static boolean beginsWithWord(String text, String word) {
    return text.startsWith(word)
        && (text.length() == word.length() || !Character.isLetter(text.charAt(word.length())));
  }

  private static int first(Matcher codes) {
    return Integer.parseInt(codes.group(1));
  }

  private static int last(Matcher codes) {
    return Integer.parseInt(codes.group(2) == null ? codes.group(1) : codes.group(2));
  }
}
