package dev.unroll.source;

/** The mark that spreadsheets put before a text in UTF-8. */
final class ByteOrderMark {

  private ByteOrderMark() {}

  static String without(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
