package dev.unroll.internal.server.http;

/** A request that is not answered, for a reason that only HTTP has. */
final class HttpRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param status such as 413
   */
  HttpRefusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
