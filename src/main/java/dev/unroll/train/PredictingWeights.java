package dev.unroll.train;

import dev.unroll.graph.Weights;

/** The weights of a training that a model predicts by. */
final class PredictingWeights {

  private PredictingWeights() {}

  /**
   * All of {@code state}, each variable of the model with the value that was best, where a training
   * keeps that, else with its moving average, where it has one.
   */
  static Weights of(Weights state) {
    Weights.Builder all = new Weights.Builder();
    for (String name : state.names()) {
      String best = BestWeights.PREFIX + name;
      String average = name + UpdateOps.AVERAGE;
      String from = state.has(best) ? best : state.has(average) ? average : name;
      if (!name.startsWith(BestWeights.PREFIX)) {
        all.put(name, state.shape(from), state.values(from));
      }
    }
    return all.build();
  }
}
