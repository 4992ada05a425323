package dev.unroll.internal.server.model;

import java.nio.file.Path;

/** Hears of versions that are loaded and warmed. */
public interface LoadListener {

  /**
   * A version was loaded.
   *
   * @param folder of the version
   * @param done whether it could be
   */
  void loaded(Path folder, boolean done, long nanos);

  /**
   * A version was warmed.
   *
   * @param folder of the version
   * @param done whether it could be
   */
  void warmed(Path folder, boolean done, long nanos);

  /** Does nothing. */
  static LoadListener none() {
    return new LoadListener() {
      @Override
      public void loaded(Path folder, boolean done, long nanos) {}

      @Override
      public void warmed(Path folder, boolean done, long nanos) {}
    };
  }
}
