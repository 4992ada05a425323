package dev.unroll.internal.table;

/** The mark that spreadsheets put before a text in UTF-8. */
public final class ByteOrderMark {

  private ByteOrderMark() {}

  public static String without(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
