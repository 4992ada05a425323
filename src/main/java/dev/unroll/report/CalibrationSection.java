package dev.unroll.report;

import dev.unroll.evaluate.Calibration;
import dev.unroll.evaluate.Outcomes;
import java.util.List;
import java.util.Locale;

/** Whether the probabilities of classes are what they say. */
final class CalibrationSection {

  private CalibrationSection() {}

  static String html(Outcomes outcomes) {
    Calibration of = Calibration.of(outcomes);
    return "<h2>Calibration</h2>\n"
        + String.format(
            Locale.ROOT,
            "<p>Expected calibration error <b>%.4f</b> (15 bins of equal width), Brier score"
                + " <b>%.4f</b>, log loss <b>%.4f</b>. %s</p>%n",
            of.expectedError(),
            of.brier(),
            of.logLoss(),
            words(of))
        + "<div class=\"plots\">\n"
        + reliability(of)
        + confidence(of)
        + "</div>\n";
  }

  private static String words(Calibration of) {
    double confidence = 0;
    double accuracy = 0;
    int rows = 0;
    for (Calibration.Bin bin : of.bins()) {
      confidence += bin.count() * bin.confidence();
      accuracy += bin.count() * bin.accuracy();
      rows += bin.count();
    }
    return String.format(
        Locale.ROOT,
        "The model is %.1f %% sure on average and right in %.1f %%.",
        100 * confidence / rows,
        100 * accuracy / rows);
  }

  private static String reliability(Calibration of) {
    List<Calibration.Bin> used = of.bins().stream().filter(bin -> bin.count() > 0).toList();
    Plot plot = new Plot("Share that is right, by confidence", 0, 1, 0, 1).xTicks().yTicks();
    used.forEach(bin -> plot.bar(0, bin.low(), bin.high(), bin.accuracy()));
    double[] ends = {0, 1};
    return plot.broken(1, ends, ends)
        .dots(
            1,
            used.stream().mapToDouble(Calibration.Bin::confidence).toArray(),
            used.stream().mapToDouble(Calibration.Bin::accuracy).toArray())
        .axes("confidence", "")
        .legend(0, "right")
        .legend(1, "as it should be; dots at the mean of a bin")
        .html();
  }

  private static String confidence(Calibration of) {
    int most = of.bins().stream().mapToInt(Calibration.Bin::count).max().orElse(1);
    Plot plot = new Plot("Predictions, by confidence", 0, 1, 0, most).xTicks().yTicks();
    of.bins().forEach(bin -> plot.bar(0, bin.low(), bin.high(), bin.count()));
    return plot.axes("confidence", "").html();
  }
}
