package dev.unroll.graph;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.Restore;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Weights in TensorFlow's checkpoint format (version 2): {@code PREFIX.index} and {@code
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

  /**
   * Reads weights by name.
   *
   * @param prefix path without the endings
   * @throws InputException where the checkpoint is missing or damaged, or has no variable of a name
   */
  public static Weights read(Path prefix, Collection<String> names) {
    Weights.Builder weights = new Weights.Builder();
    try (EagerSession session = EagerSession.create()) {
      List<String> ordered = List.copyOf(names);
      List<? extends Operand<?>> tensors =
          restore(Ops.create(session), prefix, ordered, TFloat32.class);
      for (int i = 0; i < ordered.size(); i++) {
        TFloat32 tensor = (TFloat32) tensors.get(i).asTensor();
        weights.put(ordered.get(i), tensor.shape().asArray(), Tensors.values(tensor));
      }
    }
    return weights.build();
  }

  /** Reads a whole number that was kept beside the weights. */
  public static long readCounter(Path prefix, String name) {
    try (EagerSession session = EagerSession.create()) {
      List<? extends Operand<?>> tensors =
          restore(Ops.create(session), prefix, List.of(name), TInt64.class);
      return ((TInt64) tensors.get(0).asTensor()).getLong();
    }
  }

  private static List<? extends Operand<?>> restore(
      Ops tf, Path prefix, List<String> names, Class<? extends TType> type) {
    if (!Files.isRegularFile(Path.of(prefix + ".index"))) {
      throw failure("%s: no such checkpoint (there is no %s.index)", prefix, prefix.getFileName());
    }
    Operand<TString> slices = tf.array(names.stream().map(name -> "").toArray(String[]::new));
    try {
      List<Class<? extends TType>> types = new ArrayList<>();
      names.forEach(name -> types.add(type));
      Restore restored =
          tf.train.restore(
              tf.constant(prefix.toString()),
              tf.array(names.toArray(String[]::new)),
              slices,
              types);
      return restored.tensors().stream().map(output -> (Operand<?>) output).toList();
    } catch (TensorFlowException e) {
      throw new InputException(prefix + ": the checkpoint cannot be read: " + firstLine(e), e);
    }
  }

  private static String firstLine(TensorFlowException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown failure");
  }
}
