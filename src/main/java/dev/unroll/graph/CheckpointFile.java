package dev.unroll.graph;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;

/**
 * Writes weights in TensorFlow's checkpoint format (version 2): {@code PREFIX.index} and {@code
 * PREFIX.data-00000-of-00001}. Python reads them with {@code tf.train.load_checkpoint}.
 */
public final class CheckpointFile {

  private CheckpointFile() {}

  /**
   * Writes a checkpoint.
   *
   * @param prefix path without the endings; its folder exists
   * @param counters whole numbers to keep beside the weights, such as {@code global_step}
   */
  public static void write(Path prefix, Weights weights, Map<String, Long> counters)
      throws IOException {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      List<String> names = new ArrayList<>();
      List<Operand<?>> tensors = new ArrayList<>();
      for (String name : weights.names()) {
        names.add(name);
        tensors.add(
            tf.constant(Shape.of(weights.shape(name)), DataBuffers.of(weights.values(name))));
      }
      counters.forEach(
          (name, value) -> {
            names.add(name);
            tensors.add(tf.constant(value.longValue()));
          });
      String[] wholeTensors = names.stream().map(name -> "").toArray(String[]::new);
      tf.train.save(
          tf.constant(prefix.toString()),
          tf.array(names.toArray(String[]::new)),
          tf.array(wholeTensors),
          tensors);
    } catch (TensorFlowException e) {
      String reason = firstLine(e);
      throw new FileSystemException(
          prefix.toString(), null, reason.substring(reason.lastIndexOf("; ") + 1).strip());
    }
  }

  private static String firstLine(TensorFlowException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown failure");
  }
}
