package dev.unroll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart as HTML: what is drawn is an SVG that is stretched to whatever room there is, with lines
 * that keep their width; what is written is HTML beside it, which keeps its size.
 */
final class Plot {

  /** Colours that can still be told apart; more lines begin with the first again. */
  static final int COLORS = 10;

  /** Steps of the SVG's coordinates in both directions. */
  private static final int SIZE = 1000;

  private static final int MOST_TICKS = 5;

  private final String title;
  private final double left;
  private final double right;
  private final double bottom;
  private final double top;
  private final StringBuilder drawn = new StringBuilder();
  private final StringBuilder written = new StringBuilder();
  private final StringBuilder strips = new StringBuilder();
  private final StringBuilder legend = new StringBuilder();
  private boolean ticked;
  private boolean named;
  private boolean ofUnit;

  /**
   * An empty chart.
   *
   * @param title over it, as text; may be empty
   */
  Plot(String title, double left, double right, double bottom, double top) {
    this.title = title;
    this.left = left;
    this.right = right > left ? right : left + 1;
    double room = top > bottom ? 0 : Math.max(0.5, Math.abs(top) / 10);
    this.bottom = bottom - room;
    this.top = top + room;
  }

  /** Marks round numbers on the horizontal axis. */
  Plot xTicks() {
    for (double tick : ticks(left, right)) {
      xTick(tick, label(tick, right - left));
    }
    return this;
  }

  /** Marks a place on the horizontal axis. */
  Plot xTick(double x, String text) {
    ticked = true;
    double place = 100 * (x - left) / (right - left);
    String at = place < 4 ? " first" : place > 96 ? " last" : "";
    written.append(
        String.format(
            Locale.ROOT,
            "<span class=\"x%s\" style=\"left:%.2f%%\">%s</span>",
            at,
            place,
            ScoreTables.escape(text)));
    return this;
  }

  /** Marks round numbers on the vertical axis. */
  Plot yTicks() {
    for (double tick : ticks(bottom, top)) {
      written.append(
          String.format(
              Locale.ROOT,
              "<span class=\"y\" style=\"bottom:%.2f%%\">%s</span>",
              100 * (tick - bottom) / (top - bottom),
              label(tick, top - bottom)));
      drawn.append(
          String.format(Locale.ROOT, "<path class=\"grid\" d=\"M0 %dH%d\"/>", y(tick), SIZE));
    }
    return this;
  }

  /** What the axes are of, as text; empty for what is plain. */
  Plot axes(String horizontal, String vertical) {
    if (!horizontal.isEmpty()) {
      named = true;
      written
          .append("<span class=\"xname\">")
          .append(ScoreTables.escape(horizontal))
          .append("</span>");
    }
    if (!vertical.isEmpty()) {
      ofUnit = true;
      written
          .append("<span class=\"yname\">")
          .append(ScoreTables.escape(vertical))
          .append("</span>");
    }
    return this;
  }

  /** A line through points; a value that is not finite leaves a gap. */
  Plot line(int color, double[] x, double[] y) {
    return path("l c" + color % COLORS, x, y);
  }

  /** A thin broken line through points. */
  Plot broken(int color, double[] x, double[] y) {
    return path("l broken c" + color % COLORS, x, y);
  }

  private Plot path(String style, double[] x, double[] y) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(y[i])) {
        pen = false;
        continue;
      }
      path.append(pen ? ' ' : 'M').append(x(x[i])).append(' ').append(y(y[i]));
      pen = true;
    }
    drawn.append("<path class=\"").append(style).append("\" d=\"").append(path).append("\"/>");
    return this;
  }

  /** Dots, round at any width. */
  Plot dots(int color, double[] x, double[] y) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(y[i])) {
        path.append('M').append(x(x[i])).append(' ').append(y(y[i])).append("h0");
      }
    }
    drawn
        .append("<path class=\"d c")
        .append(color % COLORS)
        .append("\" d=\"")
        .append(path)
        .append("\"/>");
    return this;
  }

  /** A bar from 0 to {@code y}. */
  Plot bar(int color, double from, double to, double y) {
    int a = x(from);
    int base = y(Math.max(bottom, Math.min(top, 0)));
    drawn.append(
        String.format(
            Locale.ROOT,
            "<path class=\"b c%d\" d=\"M%d %dV%dH%dV%dz\"/>",
            color % COLORS,
            a,
            base,
            y(y),
            Math.max(a + 1, x(to) - 2),
            base));
    return this;
  }

  /**
   * A strip under the chart with a colour for each step.
   *
   * @param name beside it, a short word
   * @param colors of the steps from {@code left} on, each 1 wide; less than 0 for none
   */
  Plot strip(String name, int[] colors) {
    strips
        .append("<div class=\"strip\"><span class=\"y\">")
        .append(ScoreTables.escape(name))
        .append("</span><svg viewBox=\"0 0 ")
        .append(colors.length)
        .append(" 1\" preserveAspectRatio=\"none\">");
    for (int from = 0; from < colors.length; ) {
      int to = from + 1;
      while (to < colors.length && colors[to] == colors[from]) {
        to++;
      }
      if (colors[from] >= 0) {
        strips.append(
            String.format(
                Locale.ROOT,
                "<path class=\"b c%d\" d=\"M%d 0H%dV1H%dz\"/>",
                colors[from] % COLORS,
                from,
                to,
                from));
      }
      from = to;
    }
    strips.append("</svg></div>");
    return this;
  }

  /** A word for a colour. */
  Plot legend(int color, String text) {
    legend.append(key(color, text));
    return this;
  }

  /** A word for a colour, outside a chart. */
  static String key(int color, String text) {
    return "<span><i class=\"c"
        + color % COLORS
        + "\"></i>"
        + ScoreTables.escape(text)
        + "</span> ";
  }

  /** The chart as HTML. */
  String html() {
    String caption =
        title.isEmpty() ? "" : "<figcaption>" + ScoreTables.escape(title) + "</figcaption>";
    String keys = legend.isEmpty() ? "" : "<p class=\"legend\">" + legend + "</p>";
    return "<figure class=\"plot\">"
        + caption
        + "<div class=\"area"
        + (named ? " named" : ticked ? " ticked" : "")
        + (ofUnit ? " unit" : "")
        + "\"><svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\""
        + " role=\"img\" aria-label=\""
        + ScoreTables.escape(title)
        + "\">"
        + drawn
        + "</svg>"
        + written
        + "</div>"
        + strips
        + keys
        + "</figure>\n";
  }

  private int x(double value) {
    return (int) Math.round(SIZE * (value - left) / (right - left));
  }

  private int y(double value) {
    double place = SIZE * (1 - (value - bottom) / (top - bottom));
    return (int) Math.round(Math.max(-SIZE, Math.min(2 * SIZE, place)));
  }

  /** Round numbers in [low, high], at most five or so. */
  private static List<Double> ticks(double low, double high) {
    double rough = (high - low) / MOST_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * power;
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= rough) {
        step = factor * power;
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  /** A number with as many decimals as tell it from its neighbours. */
  private static String label(double value, double range) {
    double size = Math.max(Math.abs(value), range);
    if (size >= 1e6 || size < 1e-4) {
      return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(range / MOST_TICKS) - 1e-9));
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }
}
