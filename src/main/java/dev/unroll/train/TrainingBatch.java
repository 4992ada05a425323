package dev.unroll.train;

import dev.unroll.model.Batch;
import java.util.List;
import java.util.Optional;

/**
 * What a training step is fed.
 *
 * @param batch sequences, or windows of them
 * @param mix what they were mixed with, where they are
 * @param lanes of the rows, where a state is carried
 */
record TrainingBatch(Batch batch, Optional<Mixture> mix, List<Lane> lanes)
    implements AutoCloseable {

  /** A batch that is neither mixed nor carries a state. */
  TrainingBatch(Batch batch) {
    this(batch, Optional.empty(), List.of());
  }

  /**
   * Where a row's state comes from and goes to.
   *
   * @param index of the place where it is kept
   * @param fresh whether it begins with zeros
   */
  record Lane(int index, boolean fresh) {}

  @Override
  public void close() {
    batch.close();
    mix.ifPresent(Mixture::close);
  }
}
