package dev.unroll.train;

import com.google.common.primitives.ImmutableIntArray;
import dev.unroll.model.Batch;
import java.util.List;
import java.util.Optional;

/**
 * What a training step is fed.
 *
 * @param batch sequences, or windows of them
 * @param mix what they were mixed with, where they are
 * @param lanes of the rows, where a state is carried
 * @param origin which sequences they are
 */
record TrainingBatch(Batch batch, Optional<Mixture> mix, List<Lane> lanes, Origin origin)
    implements AutoCloseable {

  /** A batch of nobody's that is neither mixed nor carries a state. */
  TrainingBatch(Batch batch) {
    this(batch, Optional.empty(), List.of(), new Origin(1, 1, ImmutableIntArray.of()));
  }

  /**
   * Where a row's state comes from and goes to.
   *
   * @param index of the place where it is kept
   * @param fresh whether it begins with zeros
   */
  record Lane(int index, boolean fresh) {}

  /**
   * Where a batch is from.
   *
   * @param epoch from 1
   * @param number of the batch in its epoch, from 1
   * @param sequences index of the training sequence of each row
   */
  record Origin(long epoch, int number, ImmutableIntArray sequences) {}

  /** In the same memory, of other sequences. */
  TrainingBatch of(Origin other) {
    return new TrainingBatch(batch, mix, lanes, other);
  }

  @Override
  public void close() {
    batch.close();
    mix.ifPresent(Mixture::close);
  }
}
