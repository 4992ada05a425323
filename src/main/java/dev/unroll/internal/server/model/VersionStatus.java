package dev.unroll.internal.server.model;

import dev.unroll.internal.server.request.Status;

/**
 * How a version of a model is.
 *
 * @param version its number
 * @param state that it is in
 * @param error why it could not be loaded; {@link Status#OK} where nothing went wrong
 * @param message that goes with the error
 */
public record VersionStatus(long version, VersionState state, Status error, String message) {

  static VersionStatus of(long version, VersionState state) {
    return new VersionStatus(version, state, Status.OK, "");
  }
}
