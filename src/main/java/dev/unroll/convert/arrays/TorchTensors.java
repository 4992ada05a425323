package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.convert.arrays.TorchValue.Storage;
import dev.unroll.convert.arrays.TorchValue.Tensor;
import dev.unroll.internal.numpy.HalfFloat;
import dev.unroll.internal.pickle.PickleValue;
import dev.unroll.internal.pickle.PickleValue.Items;
import dev.unroll.internal.pickle.PickleValue.Name;
import dev.unroll.internal.pickle.PickleValue.Text;
import dev.unroll.internal.pickle.PickleValue.Whole;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Tensors as PyTorch pickles them: a storage of numbers, and which of them. */
final class TorchTensors {

  private static final int MOST_AXES = 8;

  private TorchTensors() {}

  /**
   * What a pickle says of numbers beside it.
   *
   * @param id a tuple of {@code storage}, its class, key, device and number of values
   */
  static Storage storage(String who, PickleValue id) {
    if (id instanceof Items tuple
        && tuple.items().size() >= 5
        && tuple.items().get(1) instanceof Name type
        && tuple.items().get(2) instanceof Text key
        && tuple.items().get(4) instanceof Whole count
        && count.number() >= 0) {
      return new Storage(TorchNames.storageType(type.text()), key.text(), count.number());
    }
    throw damaged(who, "a storage has no class, key and size");
  }

  /**
   * A tensor.
   *
   * @param arguments storage, offset, sizes, strides; others follow
   */
  static Tensor tensor(String who, List<PickleValue> arguments) {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Whole offset
        && arguments.get(2) instanceof Items sizes
        && arguments.get(3) instanceof Items strides
        && sizes.items().size() == strides.items().size()
        && sizes.items().size() <= MOST_AXES) {
      return new Tensor(storage, offset.number(), numbers(who, sizes), numbers(who, strides));
    }
    throw damaged(who, "a tensor has no storage, offset, sizes and strides");
  }

  private static List<Long> numbers(String who, Items items) {
    List<Long> numbers = new ArrayList<>();
    for (PickleValue item : items.items()) {
      if (!(item instanceof Whole whole) || whole.number() < 0) {
        throw damaged(who, "a tensor's size is no whole number");
      }
      numbers.add(whole.number());
    }
    return numbers;
  }

  private static InputException damaged(String who, String why) {
    return failure("%s: the pickle is damaged: %s", who, why);
  }

  /**
   * Bytes of a number.
   *
   * @throws dev.unroll.check.InputException where that is not known
   */
  static int width(String who, Storage storage) {
    return switch (storage.type()) {
      case "DoubleStorage", "LongStorage", "ComplexFloatStorage" -> 8;
      case "FloatStorage", "IntStorage" -> 4;
      case "HalfStorage", "BFloat16Storage", "ShortStorage" -> 2;
      case "ByteStorage", "CharStorage", "BoolStorage", "UntypedStorage" -> 1;
      case "ComplexDoubleStorage" -> 16;
      default ->
          throw failure(
              "%s: it has numbers of the kind '%s', which are not read", who, storage.type());
    };
  }

  /** Whether its numbers are floats; others are counters, which nothing is computed with. */
  static boolean isFloat(Tensor tensor) {
    return switch (tensor.storage().type()) {
      case "FloatStorage", "HalfStorage", "BFloat16Storage", "DoubleStorage" -> true;
      default -> false;
    };
  }

  /** Numbers that a tensor has; -1 where that is more than its storage bears out. */
  static long size(Tensor tensor) {
    long size = 1;
    long last = tensor.offset();
    long most = tensor.storage().count();
    for (int axis = 0; axis < tensor.sizes().size(); axis++) {
      long length = tensor.sizes().get(axis);
      long stride = tensor.strides().get(axis);
      if (length == 0) {
        return 0;
      }
      // Two numbers below 2^31 each make no overflow.
      if (length > most || stride > most || size * length > most) {
        return -1;
      }
      size *= length;
      last += (length - 1) * stride;
    }
    return last < most ? size : -1;
  }

  /**
   * The numbers of a tensor.
   *
   * @param name how messages name it
   * @param content of its storage
   */
  static Array array(String who, String name, Tensor tensor, ByteBuffer content) {
    String type = tensor.storage().type();
    that(
        !type.equals("DoubleStorage"),
        "%s: tensor '%s' is of 64 bits; models compute in 32 bits and would round it; convert it with"
            + " .float() where you save it",
        who,
        name);
    int width = type.equals("FloatStorage") ? Float.BYTES : Short.BYTES;
    long size = size(tensor);
    that(
        size >= 0 && tensor.storage().count() <= content.remaining() / width,
        "%s: tensor '%s' of the sizes %s asks for more numbers than the file has; it is damaged or"
            + " cut",
        who,
        name,
        tensor.sizes());
    float[] values = new float[(int) size];
    long[] index = new long[tensor.sizes().size()];
    long place = tensor.offset();
    for (int i = 0; i < values.length; i++) {
      int at = content.position() + (int) place * width;
      values[i] =
          switch (type) {
            case "FloatStorage" -> content.getFloat(at);
            case "HalfStorage" -> HalfFloat.widened(content.getShort(at));
            default -> Float.intBitsToFloat(content.getShort(at) << 16);
          };
      for (int axis = index.length - 1; axis >= 0; axis--) {
        place += tensor.strides().get(axis);
        if (++index[axis] < tensor.sizes().get(axis)) {
          break;
        }
        place -= index[axis] * tensor.strides().get(axis);
        index[axis] = 0;
      }
    }
    return Array.of(tensor.sizes().stream().mapToLong(Long::longValue).toArray(), values);
  }
}
