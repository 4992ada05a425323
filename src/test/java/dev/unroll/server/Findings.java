package dev.unroll.server;

import java.util.Locale;

/** What a trial finds, a line each, beside the bounds that it must keep to. */
final class Findings {

  private int broken;

  /** Something to know, without a bound. */
  void note(String what, String format, Object... values) {
    line(what, String.format(Locale.ROOT, format, values), "");
  }

  void atMost(String what, double found, double most, String unit) {
    bound(what, number(found) + " " + unit, "at most " + number(most), found <= most);
  }

  void atLeast(String what, double found, double least, String unit) {
    bound(what, number(found) + " " + unit, "at least " + number(least), found >= least);
  }

  void holds(String what, boolean found, String otherwise) {
    bound(what, found ? "yes" : otherwise, "yes", found);
  }

  private void bound(String what, String found, String bound, boolean kept) {
    broken += kept ? 0 : 1;
    line(what, found, bound + (kept ? "" : "   BROKEN"));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%,.3f", value);
  }

  private static void line(String what, String found, String bound) {
    System.out.printf(Locale.ROOT, "%-44s %22s  %s%n", what, found, bound);
  }

  /** Ends the program: 1 where a bound is broken. */
  void end() {
    System.out.println(broken == 0 ? "all bounds are kept" : broken + " bounds are broken");
    System.out.flush();
    System.exit(broken == 0 ? 0 : 1);
  }
}
