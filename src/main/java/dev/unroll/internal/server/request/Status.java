package dev.unroll.internal.server.request;

/** How a request ended, by the codes of gRPC and of HTTP. */
public enum Status {
  OK(0, 200),
  CANCELLED(1, 499),
  UNKNOWN(2, 500),
  INVALID_ARGUMENT(3, 400),
  DEADLINE_EXCEEDED(4, 504),
  NOT_FOUND(5, 404),
  ALREADY_EXISTS(6, 409),
  PERMISSION_DENIED(7, 403),
  RESOURCE_EXHAUSTED(8, 429),
  FAILED_PRECONDITION(9, 400),
  ABORTED(10, 409),
  OUT_OF_RANGE(11, 400),
  UNIMPLEMENTED(12, 501),
  INTERNAL(13, 500),
  UNAVAILABLE(14, 503),
  DATA_LOSS(15, 500),
  UNAUTHENTICATED(16, 401);

  private final int code;
  private final int http;

  Status(int code, int http) {
    this.code = code;
    this.http = http;
  }

  /** The one of a code of gRPC, 0 to 16. */
  public static Status of(int code) {
    for (Status status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    return UNKNOWN;
  }

  /** The code of gRPC, 0 to 16. */
  public int code() {
    return code;
  }

  /** The code of HTTP that TensorFlow Serving answers with. */
  public int http() {
    return http;
  }
}
