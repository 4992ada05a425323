package dev.unroll.server.settings;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import java.time.Duration;

/**
 * What clients may ask of a server at most, over HTTP and over gRPC.
 *
 * @param body bytes of the body of a request, unpacked, and of a message
 * @param ratio how many times larger than it was sent a body may become by being unpacked
 * @param bodies bytes of all bodies and messages that are being received or answered at a time
 * @param headers bytes of the headers of a request
 * @param line bytes of the first line of a request
 * @param connections at a time, of either protocol
 * @param idle how long a connection may be open with nothing to do
 * @param slow how long a request may take to arrive, and its answer to be taken; a second more for
 *     each 64 KiB
 */
public record Limits(
    int body,
    int ratio,
    long bodies,
    int headers,
    int line,
    int connections,
    Duration idle,
    Duration slow) {

  public Limits {
    positive("limits: body", body);
    positive("limits: ratio", ratio);
    that(
        bodies >= body,
        "limits: bodies: expected as many bytes as one body may have (%d) or more, got %d",
        body,
        bodies);
    positive("limits: headers", headers);
    positive("limits: line", line);
    positive("limits: connections", connections);
    that(!idle.isNegative() && !idle.isZero(), "limits: idle: expected a time, got %s", idle);
    that(!slow.isNegative() && !slow.isZero(), "limits: slow: expected a time, got %s", slow);
  }

  /**
   * Bodies of 64 MiB, 128 MiB of them at a time, headers of 8 KiB, 1,024 connections; a minute
   * idle, ten seconds slow.
   */
  public static Limits standard() {
    return new Limits(
        64 << 20,
        100,
        128L << 20,
        8 << 10,
        4 << 10,
        1024,
        Duration.ofSeconds(60),
        Duration.ofSeconds(10));
  }

  /** These with bodies of at most {@code bytes}, and room for two of them. */
  public Limits withBody(int bytes) {
    return new Limits(
        bytes, ratio, Math.max(bodies, 2L * bytes), headers, line, connections, idle, slow);
  }
}
