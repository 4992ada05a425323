package dev.unroll.internal.doctor.data;

import com.google.common.primitives.Ints;
import dev.unroll.data.Target;
import dev.unroll.model.RegressionLoss;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Simple methods that tell numbers. Each gives [examples, numbers]; null where none is told. */
final class NumberMethods {

  /** A past value counts as a forecast where its error is below this share of the constant's. */
  private static final double FORECASTS = 0.9;

  /** An older value is told of where its error is below this share of the newest one's. */
  private static final double OLDER_IS_BETTER = 0.9;

  /** Examples on which lags are compared. */
  private static final int MOST_COMPARED = 400;

  /** Lags that are compared. */
  private static final int MOST_LAGS = 400;

  private final Folded folded;
  private final double[][] answers;
  private final int[] features;
  private final RegressionLoss loss;
  private final int[] compared;

  /** Examples that are fitted on, as far as lags are compared on them. */
  NumberMethods(Folded folded, double[][] answers, int[] features, RegressionLoss loss) {
    this.folded = folded;
    this.answers = answers;
    this.features = features;
    this.loss = loss;
    int[] fitted = folded.fitted(0);
    int stride = Math.max(1, fitted.length / MOST_COMPARED);
    this.compared =
        IntStream.range(0, fitted.length)
            .filter(i -> i % stride == 0)
            .map(i -> fitted[i])
            .toArray();
  }

  /**
   * A forecast by a value of the past.
   *
   * @param feature whose value
   * @param lags steps before the newest, for each number
   */
  record Past(int feature, List<Integer> lags) {}

  double[][] constant() {
    double[][] numbers = new double[answers.length][];
    for (int fold = 0; fold < folded.count(); fold++) {
      double[] level = level(folded.fitted(fold));
      for (int place : folded.held(fold)) {
        numbers[place] = level;
      }
    }
    return numbers;
  }

  private double[] level(int[] places) {
    double[] level = new double[folded.outputs()];
    for (int k = 0; k < level.length; k++) {
      int output = k;
      double[] values = Arrays.stream(places).mapToDouble(i -> answers[i][output]).toArray();
      level[k] = loss == RegressionLoss.MSE ? Statistics.mean(values) : Statistics.median(values);
    }
    return level;
  }

  /** The newest value of the feature that the data forecast by, or of one that does forecast. */
  Optional<Past> lastValue() {
    Target.Numbers numbers = folded.target().numbers().orElseThrow();
    int feature = numbers.naive();
    if (!numbers.hasNaive()) {
      double[] level = level(compared);
      double constant = 0;
      for (int i : compared) {
        for (int k = 0; k < level.length; k++) {
          constant += Math.abs(answers[i][k] - level[k]);
        }
      }
      double least = FORECASTS * constant;
      for (int candidate : features) {
        double error = 0;
        for (int k = 0; k < level.length; k++) {
          error += error(candidate, 0, k) * compared.length;
        }
        if (error < least) {
          least = error;
          feature = candidate;
        }
      }
    }
    if (feature < 0) {
      return Optional.empty();
    }
    return Optional.of(new Past(feature, Collections.nCopies(folded.outputs(), 0)));
  }

  /** An older value of a feature, for each number as old as fits best. */
  Optional<Past> seasonal(int feature) {
    int shortest =
        Arrays.stream(compared).map(i -> folded.examples().get(i).steps()).min().orElse(1);
    int[] lags = new int[folded.outputs()];
    boolean better = false;
    for (int k = 0; k < lags.length; k++) {
      // The nearest of those that are as good: a season's double is one too.
      double least = error(feature, 0, k);
      for (int lag = 1; lag < Math.min(shortest, MOST_LAGS); lag++) {
        double error = error(feature, lag, k);
        if (error < OLDER_IS_BETTER * least) {
          least = error;
          lags[k] = lag;
          better = true;
        }
      }
    }
    if (!better) {
      return Optional.empty();
    }
    return Optional.of(new Past(feature, Ints.asList(lags)));
  }

  private double error(int feature, int lag, int output) {
    double sum = 0;
    for (int i : compared) {
      sum += Math.abs(value(i, feature, lag) - answers[i][output]);
    }
    return sum / compared.length;
  }

  /** The value of so many steps ago, or the oldest. */
  private double value(int place, int feature, int lag) {
    Example example = folded.examples().get(place);
    return example.from().value(example.index(), Math.max(0, example.last() - lag), feature);
  }

  /** What such values forecast. */
  double[][] of(Past past) {
    double[][] numbers = new double[answers.length][];
    for (int place : folded.predicted()) {
      numbers[place] = new double[folded.outputs()];
      Arrays.setAll(numbers[place], k -> value(place, past.feature(), past.lags().get(k)));
    }
    return numbers;
  }

  /** The newest value and the share of its change over the sequence that fits best. */
  double[][] drift(int feature) {
    double[][] numbers = new double[answers.length][];
    for (int fold = 0; fold < folded.count(); fold++) {
      int[] fitted = folded.fitted(fold);
      int[] held = folded.held(fold);
      for (int place : held) {
        numbers[place] = new double[folded.outputs()];
      }
      for (int k = 0; k < folded.outputs(); k++) {
        double both = 0;
        double squares = 0;
        for (int i : fitted) {
          double change = change(i, feature);
          both += change * (answers[i][k] - value(i, feature, 0));
          squares += change * change;
        }
        double share = squares > 0 ? both / squares : 0;
        for (int i : held) {
          numbers[i][k] = value(i, feature, 0) + share * change(i, feature);
        }
      }
    }
    return numbers;
  }

  private double change(int place, int feature) {
    return value(place, feature, 0) - value(place, feature, Integer.MAX_VALUE);
  }

  /** The numbers as differences to the naive forecast, where there is one. */
  double[][] changes() {
    return shifted(answers, -1);
  }

  /** The numbers of differences. */
  double[][] fromChanges(double[][] changes) {
    return shifted(changes, 1);
  }

  private double[][] shifted(double[][] rows, int sign) {
    Target.Numbers numbers = folded.target().numbers().orElseThrow();
    if (!numbers.hasNaive()) {
      return rows;
    }
    double[][] shifted = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != null) {
        double naive = value(i, numbers.naive(), 0);
        shifted[i] = Arrays.stream(rows[i]).map(v -> v + sign * naive).toArray();
      }
    }
    return shifted;
  }
}
