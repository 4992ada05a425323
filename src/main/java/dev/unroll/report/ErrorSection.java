package dev.unroll.report;

import dev.unroll.evaluate.Outcomes;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.evaluate.Residuals;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** How the errors of predicted numbers are spread. */
final class ErrorSection {

  private static final int MOST_NUMBERS = 3;
  private static final int MOST_DOTS = 800;

  private ErrorSection() {}

  static String html(Outcomes outcomes, RegressionReport report) {
    int numbers = report.numbers().size();
    StringBuilder text = new StringBuilder("<h2>Errors</h2>\n<p>Predicted less true.");
    if (numbers > MOST_NUMBERS) {
      text.append(String.format(Locale.ROOT, " %d of %d numbers.", MOST_NUMBERS, numbers));
    }
    text.append("</p>\n<div class=\"plots\">\n");
    for (int k : TimeSection.some(numbers, MOST_NUMBERS)) {
      String name = report.numbers().get(k).name();
      String unit = report.numbers().get(k).unit();
      Residuals of = Residuals.of(outcomes, k);
      text.append(against(outcomes, k, name, unit))
          .append(histogram(of, name, unit))
          .append(bySize(of, name, unit));
    }
    return text.append("</div>\n").toString();
  }

  private static String against(Outcomes outcomes, int number, String name, String unit) {
    int[] finite = IntStream.range(0, outcomes.rows()).filter(outcomes::isFinite).toArray();
    int every = (finite.length - 1) / MOST_DOTS + 1;
    int[] rows = IntStream.range(0, finite.length).filter(i -> i % every == 0).toArray();
    double[] actual =
        Arrays.stream(rows).mapToDouble(i -> outcomes.number(finite[i], number)).toArray();
    double[] predicted =
        Arrays.stream(rows).mapToDouble(i -> outcomes.value(finite[i], number)).toArray();
    double low = Math.min(least(actual), least(predicted));
    double high = Math.max(most(actual), most(predicted));
    double room = 0.03 * (high - low);
    double[] ends = {low, high};
    return new Plot(
            name + ": predicted by true" + (every > 1 ? ", one in " + every : ""),
            low - room,
            high + room,
            low - room,
            high + room)
        .xTicks()
        .yTicks()
        .dots(0, actual, predicted)
        .broken(1, ends, ends)
        .axes("true" + (unit.isEmpty() ? "" : " (" + unit + ")"), unit)
        .html();
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElse(0);
  }

  private static double most(double[] values) {
    return Arrays.stream(values).max().orElse(1);
  }

  private static String histogram(Residuals of, String name, String unit) {
    int most = of.histogram().stream().mapToInt(Residuals.Bin::count).max().orElse(1);
    double end = of.histogram().get(of.histogram().size() - 1).high();
    Plot plot = new Plot(name + ": errors", -end, end, 0, most).xTicks().yTicks();
    of.histogram().forEach(bin -> plot.bar(0, bin.low(), bin.high(), bin.count()));
    return plot.axes("error" + (unit.isEmpty() ? "" : " (" + unit + ")"), "").html();
  }

  private static String bySize(Residuals of, String name, String unit) {
    double[] middle =
        of.bySize().stream().mapToDouble(bin -> (bin.low() + bin.high()) / 2).toArray();
    double[] mae = of.bySize().stream().mapToDouble(Residuals.SizeBin::mae).toArray();
    double[] bias = of.bySize().stream().mapToDouble(Residuals.SizeBin::bias).toArray();
    double low = Math.min(0, least(bias));
    double high = Math.max(most(mae), most(bias));
    return new Plot(
            name + ": error by what was predicted",
            least(middle),
            most(middle),
            low,
            high + 0.05 * (high - low))
        .xTicks()
        .yTicks()
        .line(0, middle, mae)
        .dots(0, middle, mae)
        .line(1, middle, bias)
        .dots(1, middle, bias)
        .axes("predicted" + (unit.isEmpty() ? "" : " (" + unit + ")"), unit)
        .legend(0, "mean absolute error")
        .legend(1, "mean error")
        .html();
  }
}
