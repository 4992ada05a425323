package dev.unroll.load;

import static dev.unroll.check.Check.failure;

import dev.unroll.graph.Tensors;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** 32-bit numbers to and from tensors of another width. The caller closes every tensor. */
final class Reals {

  private Reals() {}

  /**
   * A tensor of {@code type}.
   *
   * @param type {@code float}, {@code double}, {@code half} or {@code bfloat16}
   */
  static TType of(String type, float[] values, long... shape) {
    return switch (type) {
      case "float" -> Tensors.of(values, shape);
      case "double" -> TFloat64.tensorOf(Shape.of(shape), DataBuffers.of(doubles(values)));
      case "half" -> TFloat16.tensorOf(Shape.of(shape), DataBuffers.of(values));
      case "bfloat16" -> TBfloat16.tensorOf(Shape.of(shape), DataBuffers.of(values));
      default -> throw failure("tensor: expected a type of real numbers, got %s", type);
    };
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** The values of a tensor of any of these types, flat, row by row. */
  static float[] values(Tensor tensor) {
    int size = Math.toIntExact(tensor.shape().size());
    if (tensor instanceof TFloat32 floats) {
      return Tensors.values(floats);
    }
    float[] values = new float[size];
    if (tensor instanceof TFloat64 doubles) {
      for (int i = 0; i < size; i++) {
        values[i] = (float) doubles.asRawTensor().data().asDoubles().getDouble(i);
      }
      return values;
    }
    FloatDataBuffer buffer = DataBuffers.of(values, false, false);
    if (tensor instanceof TFloat16 halves) {
      halves.copyTo(buffer);
    } else if (tensor instanceof TBfloat16 brains) {
      brains.copyTo(buffer);
    } else {
      throw failure("tensor: expected real numbers, got %s", tensor.dataType());
    }
    return values;
  }
}
