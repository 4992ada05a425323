package dev.unroll.server.settings;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a server serves, and how.
 *
 * @param models that are served
 * @param load how they are loaded
 * @param batches how requests wait and run
 * @param sessions how long sessions live
 * @param host address that is listened at
 * @param httpPort for HTTP, 0 for any that is free; empty for none
 * @param grpcPort for gRPC, 0 for any that is free; empty for none
 * @param longest time for an answer, where a client does not say
 * @param largestBody in bytes, unpacked
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
    int largestBody) {

  public ServerSettings {
    models = List.copyOf(models);
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
        64 << 20);
  }
}
