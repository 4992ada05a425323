package dev.unroll.internal.doctor.probe;

import dev.unroll.train.CustomOptimizer;
import dev.unroll.train.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;

/**
 * The loss while the learning rate grows by the same factor from step to step, with the recipe's
 * optimizer and clipping, twice, on batches in another order (L. Smith, "Cyclical Learning Rates
 * for Training Neural Networks", 2017).
 *
 * @param lines of each time
 * @param falls rate by which a third of the fall is done, the smaller of both times; empty where
 *     the loss does not fall both times
 * @param breaks rate at which the loss has risen again, the larger of both times; empty where it
 *     does not both times, up to the last rate
 */
record RateRange(List<Line> lines, OptionalDouble falls, OptionalDouble breaks) {

  private static final int STEPS = 100;
  private static final int TIMES = 2;

  /** Steps on either side that a loss is averaged with. */
  private static final int SMOOTHING = 4;

  /** A loss that is so many times the least has diverged; others stop there, too. */
  private static final double DIVERGED = 4;

  /** The share of its fall by which a loss has risen again where it breaks. */
  private static final double RISEN = 0.5;

  /** The share of its fall at which a loss clearly falls. */
  private static final double PART = 1.0 / 3;

  /** A fall by a smaller share of the loss at the start is none. */
  private static final double LEAST_FALL = 0.05;

  /**
   * One time.
   *
   * @param rates ascending
   * @param losses smoothed
   */
  record Line(List<Double> rates, List<Double> losses) {

    private double start() {
      return losses.get(0);
    }

    private int least() {
      int least = 0;
      for (int i = 0; i < losses.size(); i++) {
        least = losses.get(i) < losses.get(least) ? i : least;
      }
      return least;
    }

    private OptionalDouble falls() {
      double fall = start() - losses.get(least());
      if (!(fall > LEAST_FALL * start())) {
        return OptionalDouble.empty();
      }
      int first = 0;
      while (losses.get(first) > start() - PART * fall) {
        first++;
      }
      return OptionalDouble.of(rates.get(first));
    }

    private OptionalDouble breaks() {
      int least = least();
      double bound =
          losses.get(least) + Math.max(RISEN * (start() - losses.get(least)), LEAST_FALL * start());
      for (int i = least; i < losses.size(); i++) {
        if (!(losses.get(i) < bound)) {
          return OptionalDouble.of(rates.get(i));
        }
      }
      return OptionalDouble.empty();
    }
  }

  static RateRange of(Lab lab) {
    double least = least(lab.recipe().training().optimizer());
    double most = most(lab.recipe().training().optimizer());
    int steps = lab.affords(TIMES * STEPS) ? STEPS : STEPS / 2;
    List<Line> lines = new ArrayList<>();
    for (int time = 0; time < TIMES; time++) {
      Plan plan =
          new Plan(lab.recipe(), lab.train(), lab.patient().seed() + time, steps)
              .looking(1)
              .at(step -> least * Math.pow(most / least, step / (steps - 1.0)))
              .until(RateRange::diverged);
      lines.add(line(lab.train(plan)));
    }
    return new RateRange(
        lines,
        both(lines.stream().map(Line::falls).toList(), Math::min),
        both(lines.stream().map(Line::breaks).toList(), Math::max));
  }

  /** Nothing moves there. */
  private static double least(Optimizer optimizer) {
    return optimizer instanceof Optimizer.Adagrad || optimizer instanceof Optimizer.GradientDescent
        ? 1e-5
        : 1e-6;
  }

  /** Nothing holds there: rules that divide by the gradients' size move each weight by the rate. */
  private static double most(Optimizer optimizer) {
    return optimizer instanceof Optimizer.GradientDescent
            || optimizer instanceof Optimizer.Momentum
            || optimizer instanceof Optimizer.Adagrad
            || optimizer instanceof CustomOptimizer
        ? 100
        : 10;
  }

  private static boolean diverged(Plan.SoFar soFar) {
    List<Double> losses = soFar.losses();
    int count = losses.size();
    if (count < 3 * SMOOTHING) {
      return false;
    }
    double last = Figures.mean(losses.subList(count - SMOOTHING, count));
    double least = Double.POSITIVE_INFINITY;
    for (int i = SMOOTHING; i <= count; i++) {
      least = Math.min(least, Figures.mean(losses.subList(i - SMOOTHING, i)));
    }
    return last > DIVERGED * least;
  }

  private static Line line(Course course) {
    List<Double> smooth = new ArrayList<>();
    int count = course.steps();
    for (int i = 0; i < count; i++) {
      double mean = course.loss(i - SMOOTHING, i + SMOOTHING + 1);
      smooth.add(Double.isFinite(mean) ? mean : Double.MAX_VALUE);
    }
    return new Line(course.rates(), smooth);
  }

  /** The most careful of both; empty where one has none. */
  private static OptionalDouble both(List<OptionalDouble> rates, DoubleBinaryOperator careful) {
    return rates.stream().allMatch(OptionalDouble::isPresent)
        ? rates.stream().mapToDouble(OptionalDouble::getAsDouble).reduce(careful)
        : OptionalDouble.empty();
  }
}
