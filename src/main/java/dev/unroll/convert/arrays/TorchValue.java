package dev.unroll.convert.arrays;

import dev.unroll.internal.pickle.PickleValue;
import java.util.List;

/** What PyTorch's pickles hold besides plain values. */
sealed interface TorchValue extends PickleValue {

  /**
   * Numbers beside the pickle.
   *
   * @param type PyTorch's, such as {@code FloatStorage}
   * @param key where they are
   * @param count how many there are
   */
  record Storage(String type, String key, long count) implements TorchValue {}

  /**
   * A tensor on a storage.
   *
   * @param offset of its first number
   * @param sizes of its axes
   * @param strides numbers from one entry of an axis to the next
   */
  record Tensor(Storage storage, long offset, List<Long> sizes, List<Long> strides)
      implements TorchValue {}
}
