package dev.unroll.train;

import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.positive;

import dev.unroll.settings.Default;

/** How the learning rate goes over the steps. */
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
