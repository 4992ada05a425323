package dev.unroll.server.settings;

import static dev.unroll.check.Check.that;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server serves, and how.
 *
 * <p>They bound the memory that clients can make it take, beside the models themselves:
 *
 * <ul>
 *   <li>9 times {@code limits.bodies}: the bodies, and the numbers that they are read to; a digit
 *       and a comma become a number of 8 bytes, of which there are two copies while they grow
 *   <li>twice {@code sessions.mostBytes}: the states, and the objects that keep them
 *   <li>256 KiB for each of {@code limits.connections}, over HTTP and over gRPC: what is under way
 *   <li>1 KiB for each of {@code batches.waiting}: the requests that wait, without their bodies
 * </ul>
 *
 * <p>With standard settings these are 1,152, 512, 512 and 10 MiB; a server of few clients does with
 * a hundredth of it.
 *
 * @param models that are served
 * @param load how they are loaded
 * @param batches how requests wait and run
 * @param sessions how long sessions live
 * @param host address that is listened at
 * @param httpPort for HTTP, 0 for any that is free; empty for none
 * @param grpcPort for gRPC, 0 for any that is free; empty for none
 * @param longest time for an answer, where a client does not say
 * @param limits what clients may ask
 * @param security who may ask
 * @param logs what is written down of requests
 * @param drain time to finish what was accepted when the server ends
 * @param protocols how they are spoken
 */
public record ServerSettings(
    List<ModelConfig> models,
    LoadSettings load,
    BatchSettings batches,
    SessionSettings sessions,
    String host,
    OptionalInt httpPort,
    OptionalInt grpcPort,
    Duration longest,
    Limits limits,
    Security security,
    LogSettings logs,
    Duration drain,
    ProtocolSettings protocols) {

  public ServerSettings {
    models = List.copyOf(models);
    port("httpPort", httpPort);
    port("grpcPort", grpcPort);
    that(
        protocols.grpcSocket().isEmpty() || grpcPort.isPresent(),
        "protocols: grpcSocket: expected a port for gRPC beside %s, got none",
        protocols.grpcSocket().map(Object::toString).orElse(""));
    that(
        httpPort.isPresent() || grpcPort.isPresent(),
        "expected a port for HTTP, for gRPC or both, got none");
    that(
        httpPort.orElse(0) == 0 || !httpPort.equals(grpcPort),
        "expected two ports, got %d for HTTP and for gRPC",
        httpPort.orElse(0));
    that(!longest.isNegative() && !longest.isZero(), "longest: expected a time, got %s", longest);
    that(!drain.isNegative(), "drain: expected a time or zero, got %s", drain);
  }

  private static void port(String name, OptionalInt port) {
    that(
        port.orElse(0) >= 0 && port.orElse(0) <= 65_535,
        "%s: expected 0 to 65535, got %d",
        name,
        port.orElse(0));
  }

  /** At loopback, by TensorFlow Serving's ports. */
  public static ServerSettings of(List<ModelConfig> models) {
    return new ServerSettings(
        models,
        LoadSettings.standard(),
        BatchSettings.standard(),
        SessionSettings.standard(),
        "127.0.0.1",
        OptionalInt.of(8501),
        OptionalInt.of(8500),
        Duration.ofSeconds(30),
        Limits.standard(),
        Security.none(),
        LogSettings.none(),
        Duration.ofSeconds(30),
        ProtocolSettings.standard());
  }

  /** These at other ports. */
  public ServerSettings withPorts(OptionalInt http, OptionalInt grpc) {
    return new ServerSettings(
        models, load, batches, sessions, host, http, grpc, longest, limits, security, logs, drain,
        protocols);
  }

  /** These beside a server that may be running: at free ports of this machine alone, by no file. */
  public ServerSettings apart() {
    return new ServerSettings(
        models,
        load,
        batches,
        sessions,
        "127.0.0.1",
        any(httpPort),
        any(grpcPort),
        longest,
        limits,
        security,
        logs,
        drain,
        new ProtocolSettings(Optional.empty(), protocols.packed(), protocols.methodNames()));
  }

  private static OptionalInt any(OptionalInt port) {
    return port.isPresent() ? OptionalInt.of(0) : port;
  }

  /** These with other limits and other clients. */
  public ServerSettings with(Limits changed, Security who) {
    return new ServerSettings(
        models, load, batches, sessions, host, httpPort, grpcPort, longest, changed, who, logs,
        drain, protocols);
  }

  /** These with protocols that are spoken in another way. */
  public ServerSettings with(ProtocolSettings changed) {
    return new ServerSettings(
        models, load, batches, sessions, host, httpPort, grpcPort, longest, limits, security, logs,
        drain, changed);
  }
}
