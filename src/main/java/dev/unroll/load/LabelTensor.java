package dev.unroll.load;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Target;
import dev.unroll.graph.Tensors;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Labels as a foreign training step takes them: classes as whole numbers, as floats or one-hot;
 * numbers as floats.
 */
final class LabelTensor {

  private final NamedTensor labels;
  private final Target target;
  private final int width;

  /** Dimensions that the step asks for; -1 where it does not say. */
  private final int rank;

  /**
   * @throws dev.unroll.check.InputException where the step takes no labels of such a target
   */
  LabelTensor(NamedTensor labels, Target target) {
    this.labels = labels;
    this.target = target;
    this.width = target.names().size();
    this.rank = labels.tensor().shape().map(List::size).orElse(-1);
    boolean numbers = !target.isClasses();
    that(
        numbers ? takesNumbers() : takesClasses(),
        "labels %s: expected %s",
        labels.describe(),
        numbers
            ? "float [batch, " + width + "]"
            : "int32 [batch], int64 [batch] or one-hot float [batch, " + width + "]");
  }

  private boolean takesNumbers() {
    return labels.tensor().floating() && (rank < 0 || flat() || isWide(2));
  }

  private boolean takesClasses() {
    int plain = target.perStep() ? 2 : 1;
    boolean fits = rank < 0 || rank == plain;
    return (labels.tensor().whole() && fits)
        || (labels.tensor().floating() && (fits || isWide(plain + 1)));
  }

  private boolean isWide(int asked) {
    long last = labels.tensor().size(rank - 1);
    return rank == asked && (last < 0 || last == width);
  }

  private boolean flat() {
    return rank == 1 && width == 1;
  }

  /** What to feed; the caller closes it where it is not {@code given}. */
  TType of(TType given) {
    if (!target.isClasses()) {
      TFloat32 numbers = (TFloat32) given;
      return flat() ? Tensors.of(Tensors.values(numbers), numbers.shape().get(0)) : given;
    }
    TInt32 classes = (TInt32) given;
    return switch (labels.tensor().type()) {
      case "int32" -> given;
      case "int64" -> wide(classes);
      default -> floats(classes);
    };
  }

  /** The same whole numbers in 64 bits; the caller closes it. */
  static TInt64 wide(TInt32 narrow) {
    TInt64 wide = TInt64.tensorOf(narrow.shape());
    int[] values = values(narrow);
    for (int i = 0; i < values.length; i++) {
      wide.asRawTensor().data().asLongs().setLong(values[i], i);
    }
    return wide;
  }

  private static int[] values(TInt32 tensor) {
    int[] values = new int[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asInts().read(values);
    return values;
  }

  private TFloat32 floats(TInt32 classes) {
    long[] shape = classes.shape().asArray();
    int[] values = values(classes);
    if (rank == shape.length) {
      float[] same = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        same[i] = values[i];
      }
      return Tensors.of(same, shape);
    }
    float[] oneHot = new float[values.length * width];
    for (int i = 0; i < values.length; i++) {
      oneHot[i * width + values[i]] = 1;
    }
    long[] wider = Arrays.copyOf(shape, shape.length + 1);
    wider[shape.length] = width;
    return Tensors.of(oneHot, wider);
  }
}
