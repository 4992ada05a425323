package dev.unroll.layer;

import dev.unroll.graph.GraphScope;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * TensorFlow's {@code MaxPool}, whose window is an attribute. Its later form, which TensorFlow Java
 * has a method for, takes the window as a tensor; converters of models do not know it.
 */
final class MaxPool {

  private MaxPool() {}

  /**
   * The maximum of windows.
   *
   * @param images [batch, height, width, channels]
   * @param height of a window
   * @param width of a window
   * @param hopHeight from a window to the next
   * @param hopWidth from a window to the next
   * @param padding {@code VALID} or {@code SAME}
   */
  static Operand<TFloat32> of(
      GraphScope scope,
      Operand<TFloat32> images,
      int height,
      int width,
      int hopHeight,
      int hopWidth,
      String padding) {
    return scope
        .operation(
            "MaxPool",
            attributes ->
                attributes
                    .setAttr("ksize", new long[] {1, height, width, 1})
                    .setAttr("strides", new long[] {1, hopHeight, hopWidth, 1})
                    .setAttr("padding", padding),
            List.of(images))
        .output(0);
  }
}
