package dev.unroll.train;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.model.InputSpec;
import dev.unroll.model.Labels;
import java.util.Random;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * What the rows of a batch are mixed with: each with another sequence, by a share of its own.
 *
 * @see <a href="https://arxiv.org/abs/1710.09412">Zhang et al. 2018</a>
 */
final class Mixture implements AutoCloseable {

  private final Labels partners;
  private final TFloat32 shares;

  Mixture(int size, InputSpec input, Target target) {
    this.partners = Labels.of(target, size, input.steps());
    this.shares = TFloat32.tensorOf(Shape.of(size));
  }

  /** Chooses the sequence that a row is mixed with; its labels are told to {@link #labels}. */
  void choose(Sequences sequences, int[] partnersOfRows) {
    for (int row = 0; row < partnersOfRows.length; row++) {
      int index = partnersOfRows[row];
      partners.put(row, sequences, index, 0, sequences.length(index));
    }
  }

  /** Mixes {@code values} of a row with {@code partner} over the steps that both have. */
  void mix(int row, float[] values, float[] partner, float share) {
    shares.setFloat(share, row);
    for (int i = 0; i < Math.min(values.length, partner.length); i++) {
      values[i] = share * values[i] + (1 - share) * partner[i];
    }
  }

  /** A number of Beta(alpha, alpha), alpha in (0, 1] (Johnk 1964). */
  static float beta(double alpha, Random random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y > 0 && x + y <= 1) {
        return (float) (x / (x + y));
      }
    }
  }

  /** Of the partners, as the task takes them. */
  TType labels() {
    return partners.tensor();
  }

  /** What each row keeps of itself [rows]. */
  TFloat32 shares() {
    return shares;
  }

  @Override
  public void close() {
    partners.close();
    shares.close();
  }
}
