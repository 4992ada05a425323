package dev.unroll.internal.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Numbers of one name that differ in their labels. Safe for any number of threads.
 *
 * @param <T> what is kept for each
 */
final class Family<T extends Family.Series> {

  /** Series at most: labels of versions come and go for ever. */
  private static final int MOST = 10_000;

  /** What is written of one. */
  interface Series {
    /** Appends its lines. */
    void write(StringBuilder text, String name, String labels);
  }

  private final String name;
  private final String type;
  private final String help;
  private final List<String> labels;
  private final Supplier<T> fresh;
  private final Map<List<String>, T> series = new ConcurrentHashMap<>();

  /**
   * @param type such as {@code counter}
   * @param labels their names
   * @param fresh makes one for labels that are new
   */
  Family(String name, String type, String help, List<String> labels, Supplier<T> fresh) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.labels = List.copyOf(labels);
    this.fresh = fresh;
  }

  /** The one with these labels. */
  T of(String... values) {
    List<String> key = List.of(values);
    T found = series.get(key);
    if (found != null) {
      return found;
    }
    if (series.size() >= MOST) {
      return fresh.get();
    }
    return series.computeIfAbsent(key, labelled -> fresh.get());
  }

  void write(StringBuilder text) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    Map<String, T> ordered = new TreeMap<>();
    series.forEach((values, one) -> ordered.put(labels(labels, values), one));
    ordered.forEach((written, one) -> one.write(text, name, written));
  }

  /** Labels between their braces, without these. */
  static String labels(List<String> names, List<String> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      text.append(i == 0 ? "" : ",").append(names.get(i)).append("=\"");
      text.append(values.get(i).replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\""));
      text.append('"');
    }
    return text.toString();
  }

  /** {@code name{labels} value}. */
  static void line(StringBuilder text, String name, String labels, double value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(number(value)).append('\n');
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
