package dev.unroll.internal.server.model;

/** Where a version of a model is between being found and being gone. */
public enum VersionState {
  START(10),
  LOADING(20),
  AVAILABLE(30),
  UNLOADING(40),
  END(50);

  private final int code;

  VersionState(int code) {
    this.code = code;
  }

  /** The number that TensorFlow Serving's clients know it by. */
  public int code() {
    return code;
  }
}
