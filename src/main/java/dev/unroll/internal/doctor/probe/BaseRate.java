package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Regression;
import dev.unroll.model.RegressionLoss;
import java.util.Arrays;

/**
 * What a model comes to that knows the targets' distribution and looks at no input: each class by
 * its share, or each number's median, or the median of its change.
 *
 * @param trainingLoss of the training sequences, as training has it: nats, or deviations of the
 *     target
 * @param loss of the sequences that outcomes are told of, as {@link Outcome#loss}
 * @param score of those
 */
record BaseRate(double trainingLoss, double loss, double score) {

  /**
   * @param train to know
   * @param rows to predict
   */
  static BaseRate of(ModelSpec model, Sequences train, Sequences rows) {
    return model.task().target().isClasses()
        ? ofClasses(model.task().target(), train, rows)
        : ofNumbers((Regression) model.task(), train, rows);
  }

  private static BaseRate ofClasses(Target target, Sequences train, Sequences rows) {
    double[] seen = counts(target, train);
    double[] asked = counts(target, rows);
    double all = Arrays.stream(seen).sum();
    double allAsked = Arrays.stream(asked).sum();
    int likeliest = 0;
    double own = 0;
    double loss = 0;
    for (int k = 0; k < seen.length; k++) {
      likeliest = seen[k] > seen[likeliest] ? k : likeliest;
      // One more of each, so that a class that was not seen is not impossible.
      double share = (seen[k] + 1) / (all + seen.length);
      own -= seen[k] / all * Math.log(share);
      loss -= asked[k] / allAsked * Math.log(share);
    }
    return new BaseRate(own, loss, asked[likeliest] / allAsked);
  }

  private static double[] counts(Target target, Sequences sequences) {
    double[] counts = new double[target.names().size()];
    for (int i = 0; i < sequences.size(); i++) {
      target.classes(sequences, i).forEach(label -> counts[label]++);
    }
    return counts;
  }

  private static BaseRate ofNumbers(Regression task, Sequences train, Sequences rows) {
    int numbers = task.target().names().size();
    double trainingLoss = 0;
    double error = 0;
    for (int k = 0; k < numbers; k++) {
      double[] seen = numbers(task, train, k);
      double[] sorted = seen.clone();
      Arrays.sort(sorted);
      double median = sorted[sorted.length / 2];
      double deviation = task.scale().deviation().get(k);
      for (double number : seen) {
        trainingLoss += cost(task.loss(), (number - median) / deviation) / seen.length;
      }
      for (double number : numbers(task, rows, k)) {
        error += Math.abs(number - median) / rows.size();
      }
    }
    return new BaseRate(trainingLoss / numbers, error / numbers, error / numbers);
  }

  /** A number of each sequence, or its change since the naive forecast. */
  private static double[] numbers(Regression task, Sequences sequences, int k) {
    double[] all = new double[sequences.size()];
    for (int i = 0; i < all.length; i++) {
      double naive = task.change() ? task.target().naiveForecast(sequences, i) : 0;
      all[i] = sequences.number(i, k) - naive;
    }
    return all;
  }

  private static double cost(RegressionLoss loss, double error) {
    double size = Math.abs(error);
    return switch (loss) {
      case MAE -> size;
      case MSE -> size * size;
      case HUBER -> size < 1 ? size * size / 2 : size - 0.5;
    };
  }
}
