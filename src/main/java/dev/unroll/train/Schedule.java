package dev.unroll.train;

import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import dev.unroll.settings.Default;

/** How the learning rate goes over the steps, from or up to {@code training.learningRate}. */
public sealed interface Schedule {

  /**
   * What the learning rate is multiplied by.
   *
   * @param step from 0
   * @param steps in all
   * @return 0 or more
   */
  double factor(long step, long steps);

  /** Always 1. */
  record Constant() implements Schedule {
    @Override
    public double factor(long step, long steps) {
      return 1;
    }
  }

  /**
   * Up in a line, then down to 0 by half a cosine.
   *
   * @param warmup share of the steps on the way up, in [0, 1)
   * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2016</a>
   */
  record Cosine(@Default("0") double warmup) implements Schedule {
    public Cosine {
      fraction("cosine: warmup", warmup);
    }

    @Override
    public double factor(long step, long steps) {
      double up = warmup * steps;
      if (step < up) {
        return (step + 1) / (up + 1);
      }
      return 0.5 * (1 + Math.cos(Math.PI * (step - up) / (steps - up)));
    }
  }

  /**
   * Up by half a cosine, then down by another to almost nothing, in one cycle; what the optimizer
   * has of momentum stays as it is.
   *
   * @param warmup share of the steps on the way up, in [0, 1)
   * @param startDivisor what the rate begins as a part of, 1 or more
   * @param endDivisor what it ends as a part of, of where it began, 1 or more
   * @see <a href="https://arxiv.org/abs/1708.07120">Smith and Topin 2018</a>
   */
  record OneCycle(
      @Default("0.3") double warmup,
      @Default("25") double startDivisor,
      @Default("10000") double endDivisor)
      implements Schedule {
    public OneCycle {
      fraction("one-cycle: warmup", warmup);
      divisor("one-cycle: startDivisor", startDivisor);
      divisor("one-cycle: endDivisor", endDivisor);
    }

    private static void divisor(String who, double value) {
      that(Double.isFinite(value) && value >= 1, "%s: expected 1 or more, got %s", who, value);
    }

    @Override
    public double factor(long step, long steps) {
      double start = 1 / startDivisor;
      double top = warmup * steps - 1;
      if (step <= top) {
        return between(start, 1, top == 0 ? 1 : step / top);
      }
      return between(1, start / endDivisor, (step - top) / (steps - 1 - top));
    }

    /** From {@code from} to {@code to} by half a cosine. */
    private static double between(double from, double to, double share) {
      return to + (from - to) / 2 * (Math.cos(Math.PI * share) + 1);
    }
  }

  /**
   * Down by a factor whenever the score has stopped getting better: that of the validation part,
   * or, where there is none, the mean training loss since the last display. What it is shown every
   * {@code displayEvery} steps counts.
   *
   * @param factor of the rate at each reduction, in (0, 1)
   * @param patience displays in a row without a better score before a reduction, 1 or more
   * @param leastRate that the rate is not reduced below, 0 or more
   * @param cooldown displays after a reduction that do not count, 0 or more
   * @param leastGain by which a score must be better to count, 0 or more
   * @see <a href="https://keras.io/api/callbacks/reduce_lr_on_plateau/">Keras</a>
   */
  record ReduceOnPlateau(
      @Default("0.1") double factor,
      @Default("10") int patience,
      @Default("0") double leastRate,
      @Default("0") int cooldown,
      @Default("0.0001") double leastGain)
      implements Schedule {
    public ReduceOnPlateau {
      that(
          factor > 0 && factor < 1,
          "reduce-on-plateau: factor: expected a number between 0 and 1, got %s",
          factor);
      positive("reduce-on-plateau: patience", patience);
      notNegative("reduce-on-plateau: leastRate", leastRate);
      notNegative("reduce-on-plateau: cooldown", cooldown);
      notNegative("reduce-on-plateau: leastGain", leastGain);
    }

    /** 1: it goes by scores, which a training hears of. */
    @Override
    public double factor(long step, long steps) {
      return 1;
    }
  }

  /**
   * By the same factor from step to step, from 1 to {@code last} at the last step.
   *
   * @param last greater than 0; greater than 1 where the rate is to grow
   */
  record Exponential(double last) implements Schedule {
    public Exponential {
      positive("exponential: last", last);
    }

    @Override
    public double factor(long step, long steps) {
      return steps == 1 ? 1 : Math.pow(last, step / (steps - 1.0));
    }
  }
}
