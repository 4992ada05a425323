package dev.unroll.model;

/** The names of the tensors by which a graph is used, from Java, Python or a server. */
public final class Endpoints {

  /** Sequences in raw units [batch, steps, features], float. */
  public static final String INPUTS = "inputs";

  /** Steps of each sequence before its padding [batch], int32; only where lengths vary. */
  public static final String LENGTHS = "lengths";

  /**
   * What is to be predicted; training graphs only: classes from 0, [batch] or [batch, steps],
   * int32; or numbers [batch, numbers], float.
   */
  public static final String LABELS = "labels";

  /** Learning rate of this step, a scalar; training graphs only. */
  public static final String LEARNING_RATE = "learning_rate";

  /** Mean loss of the batch, a scalar; training graphs only. */
  public static final String LOSS = "loss";

  /** What the output layer takes [batch, features] or [batch, steps, features]. */
  public static final String FEATURES = "features";

  /**
   * With a number after it, a state that a training step takes [batch, size] and gives; training
   * graphs of layers that carry their state only.
   */
  public static final String STATE = "state_";

  /** [batch, classes], or [batch, steps, classes]; classifiers only. */
  public static final String LOGITS = "logits";

  /** As the logits; those of a row, or of a step, sum to one. */
  public static final String PROBABILITIES = "probabilities";

  /** The most probable class, from 0, [batch] or [batch, steps], int64. */
  public static final String CLASSES = "classes";

  /** Numbers in their units [batch, numbers]; regression only. */
  public static final String PREDICTIONS = "predictions";

  /** The output layer's kernel [features, outputs], a variable. */
  public static final String OUTPUT_KERNEL = "Variable";

  /** The output layer's bias [outputs], a variable. */
  public static final String OUTPUT_BIAS = "Variable_1";

  /** The signature from sequences to predictions. */
  public static final String SERVING_SIGNATURE = "serving_default";

  /** The signature from sequences to what the output layer takes. */
  public static final String FEATURES_SIGNATURE = "features";

  /** The signature of one optimizer step: sequences, labels and learning rate to the loss. */
  public static final String TRAIN_SIGNATURE = "train";

  private Endpoints() {}
}
