package dev.unroll.load;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.inspect.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * An input beside the sequences, with what it is fed.
 *
 * @param values one, or those of a row; empty for the number of sequences of a run
 */
record FedTensor(NamedTensor tensor, List<Double> values) {

  FedTensor {
    values = List.copyOf(values);
  }

  /** Whether it is this tensor of the graph. */
  boolean isOf(NamedTensor other) {
    return GraphTensors.operation(tensor.graphName())
        .equals(GraphTensors.operation(other.graphName()));
  }

  /**
   * What a user says that an input is fed.
   *
   * @throws dev.unroll.check.InputException where the values are not of its type or size
   */
  static FedTensor given(NamedTensor tensor, List<Double> values) {
    FedTensor fed = new FedTensor(tensor, values);
    fed.shape(1);
    boolean whole = values.stream().allMatch(value -> value == Math.rint(value));
    boolean truth = values.stream().allMatch(value -> value == 0 || value == 1);
    boolean fits =
        switch (tensor.tensor().type()) {
          case "float", "double", "half", "bfloat16" -> true;
          case "int32", "int64" -> whole;
          case "bool" -> truth;
          default -> false;
        };
    that(
        fits,
        "input %s: it cannot be given %s; choose another %s",
        tensor.describe(),
        fed.text(),
        Choice.FEED);
    return fed;
  }

  /**
   * What its name says that an input is fed so that the model predicts: nothing is dropped, and it
   * is not in training.
   */
  static Optional<FedTensor> byName(NamedTensor tensor) {
    TensorSpec spec = tensor.tensor();
    if (!spec.mayHaveRank(0)) {
      return Optional.empty();
    }
    String path = tensor.name().replaceAll(":\\d+$", "").toLowerCase(Locale.ROOT);
    String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("_\\d+$", "");
    boolean flag = spec.type().equals("bool") || spec.whole();
    if (spec.real() && name.matches(".*keep_?(prob|rate).*")) {
      return Optional.of(new FedTensor(tensor, List.of(1.0)));
    }
    if (spec.real() && name.matches(".*drop(out)?_?rate")) {
      return Optional.of(new FedTensor(tensor, List.of(0.0)));
    }
    if (flag
        && name.matches(
            "(is_?)?train(ing)?(_?(phase|mode|flag))?|phase(_?train(ing)?)?"
                + "|(keras_)?learning_?phase|.*_is_train(ing)?|.*_(learning_?phase|phase_?train)")) {
      return Optional.of(new FedTensor(tensor, List.of(0.0)));
    }
    if (flag && name.matches("is_?(test(ing)?|inference|predict(ing)?|eval(uation)?)")) {
      return Optional.of(new FedTensor(tensor, List.of(1.0)));
    }
    return spec.whole() && name.matches("batch_?size")
        ? Optional.of(new FedTensor(tensor, List.of()))
        : Optional.empty();
  }

  /**
   * What its name says that an input is fed while the model trains: that it does, and the number of
   * sequences. How much is dropped it does not say.
   */
  static Optional<FedTensor> byNameInTraining(NamedTensor tensor) {
    TensorSpec spec = tensor.tensor();
    boolean flag = spec.type().equals("bool") || spec.whole();
    return flag
        ? byName(tensor)
            .map(fed -> fed.values.isEmpty() ? fed : new FedTensor(tensor, fed.opposite()))
        : Optional.empty();
  }

  private List<Double> opposite() {
    return values.stream().map(value -> 1 - value).toList();
  }

  private long[] shape(int rows) {
    List<Long> told = tensor.tensor().shape().orElse(values.size() > 1 ? List.of(-1L) : List.of());
    List<Long> sizes = new ArrayList<>(told);
    if (sizes.isEmpty()) {
      checkCount(1);
      return new long[0];
    }
    boolean open = sizes.get(0) < 0;
    boolean row = sizes.size() > 1 || open;
    boolean isBatch = open && (told.size() > 1 || values.size() == 1);
    if (isBatch) {
      sizes.set(0, (long) rows);
    }
    long known =
        sizes.stream().skip(isBatch ? 1 : 0).filter(size -> size >= 0).reduce(1L, (a, b) -> a * b);
    long opened = sizes.stream().filter(size -> size < 0).count();
    if (row && opened == 1 && known > 0 && values.size() % known == 0) {
      sizes.replaceAll(size -> size < 0 ? values.size() / known : size);
    } else {
      checkCount(known);
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private void checkCount(long expected) {
    if (!values.isEmpty() && values.size() != 1 && values.size() != expected) {
      throw failure(
          "input %s: expected one number or %d, got %d: %s; choose another %s",
          tensor.describe(), expected, values.size(), text(), Choice.FEED);
    }
  }

  /** What to feed a run of {@code rows} sequences; the caller closes it. */
  TType tensor(int rows) {
    long[] shape = shape(rows);
    int size = Math.toIntExact(Shape.of(shape).size());
    float[] all = new float[size];
    for (int i = 0; i < size; i++) {
      all[i] = values.isEmpty() ? rows : values.get(i % values.size()).floatValue();
    }
    return switch (tensor.tensor().type()) {
      case "int32" -> {
        TInt32 whole = TInt32.tensorOf(Shape.of(shape));
        for (int i = 0; i < size; i++) {
          whole.asRawTensor().data().asInts().setInt((int) all[i], i);
        }
        yield whole;
      }
      case "int64" -> {
        TInt64 whole = TInt64.tensorOf(Shape.of(shape));
        for (int i = 0; i < size; i++) {
          whole.asRawTensor().data().asLongs().setLong((long) all[i], i);
        }
        yield whole;
      }
      case "bool" -> {
        TBool flags = TBool.tensorOf(Shape.of(shape));
        for (int i = 0; i < size; i++) {
          flags.asRawTensor().data().asBooleans().setBoolean(all[i] != 0, i);
        }
        yield flags;
      }
      default -> Reals.of(tensor.tensor().type(), all, shape);
    };
  }

  /** As {@code keep_prob = 1}. */
  String describe() {
    return tensor.name() + " = " + (values.isEmpty() ? "the number of sequences" : text());
  }

  private String text() {
    boolean truth = tensor.tensor().type().equals("bool");
    return values.stream()
        .map(value -> truth ? (value != 0 ? "true" : "false") : number(value))
        .collect(Collectors.joining(","));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
