package dev.unroll.source.frames;

/** Parts of the names in a folder or zip, which are separated by {@code /}. */
final class Names {

  private Names() {}

  /** The folder that something is in; empty at the top. */
  static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  /** What is after the last slash. */
  static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  static String withoutEnding(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
