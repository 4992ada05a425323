package dev.unroll.server;

import dev.unroll.internal.files.LogFile;
import dev.unroll.internal.server.grpc.RequestRecorder;
import dev.unroll.internal.server.log.AccessLog;
import dev.unroll.internal.server.log.BackgroundWriter;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.server.settings.LogSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The logs that a server writes. */
final class RequestLogs implements AutoCloseable {

  private final Optional<BackgroundWriter> access;
  private final Optional<BackgroundWriter> requests;
  private final List<RequestObserver> observers = new ArrayList<>();

  private RequestLogs(
      Optional<BackgroundWriter> access, Optional<BackgroundWriter> requests, double share) {
    this.access = access;
    this.requests = requests;
    access.ifPresent(writer -> observers.add(new AccessLog(writer, Clock.systemUTC())));
    requests.ifPresent(
        writer ->
            observers.add(
                new RequestRecorder(
                    writer, share, () -> ThreadLocalRandom.current().nextDouble())));
  }

  static RequestLogs open(LogSettings settings) throws IOException {
    Optional<BackgroundWriter> requests = Optional.empty();
    if (settings.requests().isPresent()) {
      requests =
          Optional.of(
              new BackgroundWriter(
                  "the log of requests", new LogFile(settings.requests().get()), true));
    }
    return new RequestLogs(
        settings.access().map(out -> new BackgroundWriter("the access log", out, false)),
        requests,
        settings.share());
  }

  /** Tells the logs, and {@code last}. */
  RequestObserver and(RequestObserver last) {
    List<RequestObserver> all = new ArrayList<>(observers);
    all.add(last);
    return trace -> all.forEach(observer -> observer.ended(trace));
  }

  /** Requests that were recorded. */
  long recorded() {
    return requests.map(BackgroundWriter::written).orElse(0L);
  }

  /** Records that could not be written. */
  long lost() {
    return access.map(BackgroundWriter::lost).orElse(0L)
        + requests.map(BackgroundWriter::lost).orElse(0L);
  }

  @Override
  public void close() {
    access.ifPresent(BackgroundWriter::close);
    requests.ifPresent(BackgroundWriter::close);
  }
}
