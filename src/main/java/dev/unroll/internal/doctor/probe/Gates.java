package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Normalizer;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.ModelSpec;
import java.util.Optional;

/**
 * What the gates of a model's first cell get before their sigmoid or tanh, over some sequences.
 *
 * @param saturated share beyond +-5, where sigmoid and tanh are flat (DeepDiagnosis), in [0, 1]
 * @param forget mean of the forget gates, in [0, 1]; 1 where the cell has none
 */
record Gates(double saturated, double forget) {

  private static final double FLAT = 5;

  /** Products that are computed at most, about a fifth of a second. */
  private static final double MOST_PRODUCTS = 2e8;

  private static final int MOST_SEQUENCES = 32;

  /** Of a model that begins with a recurrent layer of usual cells; empty for others. */
  static Optional<Gates> of(ModelSpec model, Weights weights, Sequences sequences) {
    if (!model.transforms().isEmpty()
        || model.input().frame().isPresent()
        || !(model.layers().get(0) instanceof Recurrent recurrent)) {
      return Optional.empty();
    }
    String scope =
        (recurrent.bidirectional() ? "bidirectional_rnn/fw/" : "rnn/")
            + (recurrent.depth() > 1 ? "multi_rnn_cell/cell_0/" : "");
    return CellSteps.of(recurrent.cell(), scope, weights, model.input().features())
        .map(steps -> of(steps, model.normalizer(), sequences));
  }

  private static Gates of(CellSteps steps, Optional<Normalizer> normalizer, Sequences sequences) {
    long all = 0;
    long flat = 0;
    double forget = 0;
    long forgets = 0;
    double products = 0;
    for (int i = 0; i < Math.min(MOST_SEQUENCES, sequences.size()); i++) {
      float[] values = sequences.values(i);
      normalizer.ifPresent(of -> normalize(values, of));
      steps.begin();
      for (int t = 0; t < sequences.length(i) && products < MOST_PRODUCTS; t++) {
        double[] gates = steps.step(values, t * sequences.features());
        products += steps.products();
        all += gates.length;
        for (int k = 0; k < gates.length; k++) {
          // A number that is none is at an end, too.
          flat += Math.abs(gates[k]) <= FLAT ? 0 : 1;
          if (k / steps.units() == steps.forgetGate()) {
            forget += 1 / (1 + Math.exp(-gates[k]));
            forgets++;
          }
        }
      }
    }
    return new Gates((double) flat / all, forgets == 0 ? 1 : forget / forgets);
  }

  private static void normalize(float[] values, Normalizer normalizer) {
    int features = normalizer.features();
    for (int i = 0; i < values.length; i++) {
      double centred = values[i] - normalizer.mean().get(i % features);
      values[i] = (float) (centred / normalizer.deviation().get(i % features));
    }
  }
}
