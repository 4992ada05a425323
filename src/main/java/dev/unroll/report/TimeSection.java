package dev.unroll.report;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.evaluate.Outcomes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Truth and prediction over time: of forecasts over the whole part, of steps in some sequences. */
final class TimeSection {

  private static final int MOST_SEQUENCES = 4;
  private static final int MOST_NUMBERS = 3;
  private static final int MOST_POINTS = 400;
  private static final int CLOSE = 150;
  private static final int LABELS = 3;

  private TimeSection() {}

  /**
   * Empty where there is no time: one class a sequence, or numbers of sequences each for itself.
   */
  static String html(Dataset dataset, Sequences part, Outcomes outcomes) {
    if (outcomes.target().perStep()) {
      return steps(dataset, part, outcomes);
    }
    return outcomes.hasNaive() ? forecasts(dataset, outcomes) : "";
  }

  private static String steps(Dataset dataset, Sequences part, Outcomes outcomes) {
    SequencePicture picture = new SequencePicture(dataset);
    StringBuilder text =
        new StringBuilder("<h2>Over time</h2>\n<p>The first sequences")
            .append(picture.left())
            .append(".</p>\n")
            .append(picture.legend())
            .append("<div class=\"plots\">\n");
    for (int i = 0; i < Math.min(MOST_SEQUENCES, part.size()); i++) {
      text.append(
          picture.of(
              part,
              i,
              "sequence " + outcomes.name(i),
              Map.of("model", MistakeSection.labels(outcomes, i))));
    }
    return text.append("</div>\n").toString();
  }

  private static String forecasts(Dataset dataset, Outcomes outcomes) {
    Target.Numbers target = dataset.schema().target().numbers().orElseThrow();
    StringBuilder text = new StringBuilder("<h2>Over time</h2>\n<p>");
    text.append(
            "Truth, prediction and the naive forecast, in the order of the data; each at the time of"
                + " the newest step that the model saw.")
        .append("</p>\n<div class=\"plots one\">\n");
    for (int k : some(target.names().size(), MOST_NUMBERS)) {
      Signal signal = target.signals().get(k);
      int every = (outcomes.size() - 1) / MOST_POINTS + 1;
      String some =
          every > 1 ? String.format(Locale.ROOT, ", one in %d of %,d", every, outcomes.size()) : "";
      text.append(forecast(outcomes, k, signal, 0, outcomes.size(), every, signal.name() + some));
      if (every > 1) {
        int first = Math.max(0, outcomes.size() / 2 - CLOSE / 2);
        text.append(
            forecast(
                outcomes,
                k,
                signal,
                first,
                Math.min(outcomes.size(), first + CLOSE),
                1,
                signal.name() + ", all of a stretch"));
      }
    }
    return text.append("</div>\n").toString();
  }

  /** Up to {@code most} of {@code count} numbers, evenly, with the first and the last. */
  static int[] some(int count, int most) {
    int shown = Math.min(count, most);
    return IntStream.range(0, shown)
        .map(i -> shown == 1 ? 0 : i * (count - 1) / (shown - 1))
        .toArray();
  }

  private static String forecast(
      Outcomes outcomes, int number, Signal signal, int from, int to, int every, String title) {
    int points = (to - from - 1) / every + 1;
    double[] x = new double[points];
    double[] actual = new double[points];
    double[] predicted = new double[points];
    double[] naive = new double[points];
    for (int p = 0; p < points; p++) {
      int i = from + p * every;
      x[p] = i;
      actual[p] = outcomes.number(i, number);
      predicted[p] = outcomes.value(i, number);
      naive[p] = outcomes.naive(i);
    }
    double[] all =
        Arrays.stream(new double[][] {actual, predicted, naive})
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double low = all.length == 0 ? 0 : all[0];
    double high = all.length == 0 ? 1 : all[all.length - 1];
    double room = 0.05 * (high - low);
    Plot plot = new Plot(title, from, to - 1.0, low - room, high + room).yTicks();
    for (int label = 0; label < LABELS; label++) {
      int i = from + (int) ((long) label * (to - 1 - from) / (LABELS - 1));
      plot.xTick(i, outcomes.name(i));
    }
    return plot.broken(2, x, naive)
        .line(0, x, actual)
        .line(1, x, predicted)
        .axes("", signal.unit())
        .legend(0, "truth")
        .legend(1, "prediction")
        .legend(2, "naive forecast")
        .html();
  }
}
