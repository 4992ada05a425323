package dev.unroll.internal.server.request;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A request that is not answered, with what its client is told. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Status status;
  private final transient Optional<Duration> retryAfter;

  private Refusal(Status status, String message, Optional<Duration> retryAfter) {
    // A client's mistake is no failure of this program: where it was noticed tells nothing.
    super(message, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Refuses with a sentence that says what was expected. */
  @FormatMethod
  public static Refusal of(Status status, @FormatString String message, Object... values) {
    return new Refusal(status, String.format(Locale.ROOT, message, values), Optional.empty());
  }

  /** A client's mistake. */
  @FormatMethod
  public static Refusal invalid(@FormatString String message, Object... values) {
    return new Refusal(
        Status.INVALID_ARGUMENT, String.format(Locale.ROOT, message, values), Optional.empty());
  }

  /** Too much work at the moment: it may be tried again after a while. */
  public static Refusal busy(String message, Duration retryAfter) {
    return new Refusal(Status.UNAVAILABLE, message, Optional.of(retryAfter));
  }

  public Status status() {
    return status;
  }

  /** How long a client should wait before it tries again, where that would help. */
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
