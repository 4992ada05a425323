package dev.unroll.inspect;

/** Names that a file chose, before they are shown. */
final class Names {

  private Names() {}

  /** With {@code ?} for control characters, which a terminal would obey. */
  static String printable(String name) {
    return name.codePoints().noneMatch(Character::isISOControl)
        ? name
        : name.codePoints()
            .map(c -> Character.isISOControl(c) ? '?' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }
}
