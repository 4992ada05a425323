package dev.unroll.model;

import dev.unroll.graph.GraphScope;
import dev.unroll.layer.Value;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * What a model is for: its last layer, the encoding of its targets, its loss and its prediction
 * together.
 */
public sealed interface Task permits Classification {

  /** Names of the classes, in the order of the labels. */
  List<String> classNames();

  /**
   * Adds the last layer.
   *
   * @return logits [batch, classes]
   */
  Operand<TFloat32> logits(GraphScope scope, Value.Vector input);

  /**
   * Mean loss over the batch, a scalar.
   *
   * @param logits [batch, classes]
   * @param labels [batch], classes from 0
   */
  Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> logits, Operand<TInt32> labels);

  /** Probabilities [batch, classes]; each row sums to one. */
  Operand<TFloat32> probabilities(GraphScope scope, Operand<TFloat32> logits);

  /** The most probable class of each row [batch], from 0. */
  Operand<TInt64> classes(GraphScope scope, Operand<TFloat32> logits);
}
