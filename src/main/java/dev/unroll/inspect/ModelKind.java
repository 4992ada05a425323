package dev.unroll.inspect;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a file of a model is. */
public enum ModelKind {
  SAVED_MODEL("SavedModel"),
  META_GRAPH("MetaGraph"),
  GRAPH_DEF("GraphDef"),
  CHECKPOINT("checkpoint");

  private final String label;

  ModelKind(String label) {
    this.label = label;
  }

  /** As TensorFlow's users call it. */
  @JsonValue
  public String label() {
    return label;
  }
}
