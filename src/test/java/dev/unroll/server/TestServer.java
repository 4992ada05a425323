package dev.unroll.server;

import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ProtocolSettings;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.SessionSettings;
import dev.unroll.server.settings.VersionPolicy;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A server of small models at free ports, and what asks it. */
public final class TestServer implements AutoCloseable {

  private final UnrollServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ManagedChannel channel;

  private TestServer(UnrollServer server) {
    this.server = server;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort().orElseThrow())
            .usePlaintext()
            .build();
  }

  /** Serves models at free ports. */
  public static TestServer of(List<ModelConfig> models, SessionSettings sessions)
      throws IOException {
    ServerSettings standard = ServerSettings.of(models);
    return of(
        new ServerSettings(
            models,
            LoadSettings.standard(),
            new BatchSettings(2, 64, Duration.ofSeconds(20), 10_000),
            sessions,
            standard.host(),
            OptionalInt.of(0),
            OptionalInt.of(0),
            standard.longest(),
            standard.limits(),
            standard.security(),
            standard.logs(),
            Duration.ofSeconds(1),
            ProtocolSettings.standard()));
  }

  static TestServer of(ServerSettings settings) throws IOException {
    return new TestServer(new UnrollServer(settings, "1.2.3"));
  }

  /** Hand-made models, each in a folder of its name, and those of the repository. */
  public static List<ModelConfig> models(Path folder) throws IOException {
    TestModels.half(folder.resolve("half/1"), 2);
    TestModels.half(folder.resolve("half/2"), 3);
    TestModels.types(folder.resolve("types/00000007"));
    TestModels.two(folder.resolve("two/1"));
    TestModels.fails(folder.resolve("fails/1"));
    TestModels.examples(folder.resolve("examples/1"));
    return List.of(
        new ModelConfig(
            "half",
            folder.resolve("half"),
            new VersionPolicy.All(),
            Map.of("stable", 1L, "canary", 2L, "gone", 9L)),
        ModelConfig.of("types", folder.resolve("types")),
        ModelConfig.of("two", folder.resolve("two")),
        ModelConfig.of("fails", folder.resolve("fails")),
        ModelConfig.of("examples", folder.resolve("examples")),
        ModelConfig.of("har", Path.of("savedmodels/har-lstm")),
        ModelConfig.of("burst", Path.of("savedmodels/burst-lstm")),
        ModelConfig.of("frames", Path.of("savedmodels/frames-lstm")));
  }

  public ManagedChannel channel() {
    return channel;
  }

  public UnrollServer server() {
    return server;
  }

  /** An answer over HTTP. */
  public record Answer(int status, String body, Map<String, List<String>> headers) {

    /** A header in letters of any case. */
    public Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().get(0))
          .findFirst();
    }
  }

  public Answer get(String path) {
    return ask("GET", path, new byte[0]);
  }

  public Answer post(String path, String body) {
    return ask("POST", path, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Asks over HTTP. */
  public Answer ask(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.httpPort().orElseThrow() + path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(
          answer.statusCode(),
          new String(answer.body(), StandardCharsets.ISO_8859_1),
          answer.headers().map());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      boolean unused = channel.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
