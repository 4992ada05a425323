package dev.unroll.internal.table;

import java.util.List;

/**
 * A column of an ARFF file.
 *
 * @param values that a nominal attribute may have, in the order of the file; else none
 * @param pattern how the times of a date attribute are written; else empty
 * @param inner attributes of a relational one; else none
 */
public record ArffAttribute(
    String name, Kind kind, List<String> values, String pattern, List<ArffAttribute> inner) {

  /** What values are. */
  public enum Kind {
    /** Numbers, also those that are called real or integer. */
    NUMERIC,
    /** Each one of some words. */
    NOMINAL,
    /** Texts. */
    STRING,
    /** Points in time. */
    DATE,
    /** Tables of rows of inner attributes. */
    RELATIONAL
  }

  public ArffAttribute {
    values = List.copyOf(values);
    inner = List.copyOf(inner);
  }

  /** One that has a kind and nothing besides. */
  ArffAttribute(String name, Kind kind) {
    this(name, kind, List.of(), "", List.of());
  }
}
