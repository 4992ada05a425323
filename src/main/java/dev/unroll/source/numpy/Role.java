package dev.unroll.source.numpy;

import com.google.common.collect.ImmutableList;
import dev.unroll.data.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an array is for, and the names that people give it. */
enum Role {
  INPUTS(
      "inputs",
      "x",
      "data",
      "inputs",
      "input",
      "features",
      "sequences",
      "sequence",
      "signals",
      "signal",
      "series",
      "samples",
      "windows",
      "xdata"),
  TARGETS(
      "targets",
      "y",
      "labels",
      "label",
      "targets",
      "target",
      "classes",
      "class",
      "outputs",
      "output",
      "ydata",
      "activities",
      "activity"),
  GROUPS(
      "groups",
      "groups",
      "group",
      "subjects",
      "subject",
      "subjectids",
      "subjectid",
      "participants",
      "participant",
      "persons",
      "person",
      "users",
      "user",
      "patients",
      "patient"),
  LENGTHS(
      "lengths",
      "lengths",
      "length",
      "lens",
      "seqlens",
      "seqlen",
      "seqlengths",
      "seqlength",
      "sequencelengths",
      "sequencelength");

  /** Parts that folders are not called. */
  private static final Map<String, Split> SHORT =
      Map.of("tr", Split.TRAIN, "va", Split.VALIDATION, "te", Split.TEST);

  private final String setting;
  private final ImmutableList<String> words;

  Role(String setting, String... words) {
    this.setting = setting;
    this.words =
        ImmutableList.sortedCopyOf(Comparator.comparing(String::length).reversed(), List.of(words));
  }

  /** What the setting is called that names such arrays. */
  String setting() {
    return "arrays." + setting;
  }

  /** What messages call such an array. */
  String label() {
    return setting;
  }

  /** The name that settings give; empty where they give none. */
  private String given(NumpyArrays names) {
    return switch (this) {
      case INPUTS -> names.inputs();
      case TARGETS -> names.targets();
      case GROUPS -> names.groups();
      case LENGTHS -> names.lengths();
    };
  }

  /**
   * What an array's name says.
   *
   * @param split empty where it is of no part
   */
  record Told(Role role, Optional<Split> split) {}

  /** What a name, such as {@code X_train} or {@code train/labels}, says; empty where nothing. */
  static Optional<Told> of(String name, NumpyArrays names) {
    for (Role role : values()) {
      String given = role.given(names);
      Optional<Told> told =
          given.isEmpty() ? role.byWords(plain(name)) : role.byGiven(plain(name), given, name);
      if (told.isPresent()) {
        return told;
      }
    }
    // An array that is called by its part alone has the sequences.
    return names.inputs().isEmpty()
        ? part(plain(name)).map(split -> new Told(INPUTS, Optional.of(split)))
        : Optional.empty();
  }

  /** Whether a name is one of those known for it, without a part. */
  static boolean isUsual(String name) {
    return List.of(values()).stream().anyMatch(role -> role.words.contains(plain(name)));
  }

  /** Whether {@code name} is {@code stem} with a word for this beside it. */
  boolean isBeside(String stem, String name) {
    String plain = plain(name);
    return words.stream()
        .anyMatch(w -> plain.equals(plain(stem) + w) || plain.equals(w + plain(stem)));
  }

  private Optional<Told> byWords(String plain) {
    for (String word : words) {
      Optional<Told> told = byWord(plain, word);
      if (told.isPresent()) {
        return told;
      }
    }
    return Optional.empty();
  }

  private Optional<Told> byWord(String plain, String word) {
    if (plain.equals(word)) {
      return Optional.of(new Told(this, Optional.empty()));
    }
    Optional<Split> split = Optional.empty();
    if (plain.startsWith(word)) {
      split = part(plain.substring(word.length()));
    }
    if (split.isEmpty() && plain.endsWith(word)) {
      split = part(plain.substring(0, plain.length() - word.length()));
    }
    return split.map(found -> new Told(this, Optional.of(found)));
  }

  private Optional<Told> byGiven(String plain, String given, String name) {
    int star = given.indexOf('*');
    if (star < 0) {
      return given.equals(name)
          ? Optional.of(new Told(this, byWord(plain, plain(given)).flatMap(Told::split)))
          : byWord(plain, plain(given));
    }
    String before = plain(given.substring(0, star));
    String after = plain(given.substring(star + 1));
    int end = plain.length() - after.length();
    return plain.startsWith(before) && plain.endsWith(after) && end > before.length()
        ? part(plain.substring(before.length(), end)).map(s -> new Told(this, Optional.of(s)))
        : Optional.empty();
  }

  private static Optional<Split> part(String word) {
    return Optional.ofNullable(SHORT.get(word)).or(() -> Split.ofFolder(word));
  }

  /** Letters and digits alone, in lower case. */
  static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    name.toLowerCase(Locale.ROOT)
        .chars()
        .filter(c -> Character.isLetterOrDigit(c))
        .forEach(c -> plain.append((char) c));
    return plain.toString();
  }
}
