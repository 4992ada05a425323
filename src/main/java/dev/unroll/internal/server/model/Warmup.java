package dev.unroll.internal.server.model;

import java.io.IOException;

/** What a version runs before it is served. */
@FunctionalInterface
public interface Warmup {

  /**
   * Runs requests, and returns once all are answered.
   *
   * @param version that is about to be served
   * @param leases of this version, whatever name is asked for
   * @throws dev.unroll.check.InputException where a request fails that must not: the version is
   *     then not served
   */
  void warm(ModelVersion version, Leases leases) throws IOException;

  /** Runs nothing. */
  static Warmup none() {
    return (version, leases) -> {};
  }
}
