package dev.unroll.internal.server.model;

import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;

/** Who gives the right to use models. */
@FunctionalInterface
public interface Leases {

  /**
   * The right to use a model, until it is closed.
   *
   * @throws Refusal where it is not there
   */
  ModelVersion.Lease lease(ModelName asked);
}
