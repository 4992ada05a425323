package dev.unroll.graph;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;

/**
 * What a graph is built for.
 *
 * @param kernels how recurrent layers are computed
 * @param training whether gradients will be asked for
 * @param towers parts into which recurrent layers split a batch, to be computed side by side
 * @param stepwise whether every run goes on from the state that the run before ended with
 */
public record GraphPlan(Kernels kernels, boolean training, int towers, boolean stepwise) {

  /** Rows below which a tower spends more time on its steps than on its rows. */
  private static final int LEAST_ROWS = 16;

  public GraphPlan {
    present("graph: kernels", kernels);
    positive("graph: towers", towers);
  }

  /** A graph whose runs begin with zero states. */
  public GraphPlan(Kernels kernels, boolean training, int towers) {
    this(kernels, training, towers, false);
  }

  /** A graph without gradients. */
  public static GraphPlan inference(Kernels kernels) {
    return new GraphPlan(kernels, false, 1);
  }

  /** A graph without gradients, whose runs are steps of the same sequences. */
  public static GraphPlan ofSteps() {
    return new GraphPlan(Kernels.STATIC, false, 1, true);
  }

  /**
   * A graph with gradients.
   *
   * @param batchSize rows that it will mostly be fed
   * @param threads that will run it
   */
  public static GraphPlan training(Kernels kernels, int batchSize, int threads) {
    return new GraphPlan(kernels, true, kernels == Kernels.FUSED ? parts(batchSize, threads) : 1);
  }

  /** Into how many parts {@code rows} are best split for {@code threads}, at most one each. */
  public static int parts(int rows, int threads) {
    return Math.max(1, Math.min(threads, rows / LEAST_ROWS));
  }
}
