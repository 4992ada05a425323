package dev.unroll.train;

/** A step whose loss or gradients are not finite. */
final class NotFiniteStep extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final float loss;

  /** By a loss that was told. */
  NotFiniteStep(float loss) {
    super("loss " + loss);
    this.loss = loss;
  }

  /** By a run that failed and changed nothing. */
  NotFiniteStep(Throwable cause) {
    super(cause);
    this.loss = Float.NaN;
  }

  /** The loss that was told; not a number where none was. */
  float loss() {
    return loss;
  }
}
