package dev.unroll.internal.server.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.request.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;

/** A line of JSON for each request. */
public final class AccessLog implements RequestObserver {

  private static final JsonFactory JSON = new JsonFactory();
  private static final double NANOS_OF_MILLI = 1e6;

  private final BackgroundWriter writer;
  private final Clock clock;

  /**
   * @param clock that tells when a request ended
   */
  public AccessLog(BackgroundWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public void ended(Trace trace) {
    writer.write(line(clock.instant(), trace));
  }

  private static byte[] line(Instant time, Trace trace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(400);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("time", time.toString());
      json.writeStringField("id", trace.id());
      json.writeStringField("protocol", trace.protocol());
      json.writeStringField("call", trace.call());
      if (trace.version() >= 0) {
        json.writeStringField("model", trace.model());
        json.writeNumberField("version", trace.version());
        json.writeStringField("signature", trace.signature());
        json.writeNumberField("rows", trace.rows());
        json.writeNumberField("batch_rows", trace.batch());
      }
      json.writeNumberField("request_bytes", trace.received());
      json.writeNumberField("answer_bytes", trace.sent());
      millis(json, "queue_ms", trace.queueNanos());
      millis(json, "run_ms", trace.runNanos());
      millis(json, "total_ms", trace.totalNanos());
      json.writeStringField("code", trace.code());
      if (!trace.error().isEmpty()) {
        json.writeStringField("error", trace.error());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void millis(JsonGenerator json, String name, long nanos) throws IOException {
    if (nanos >= 0) {
      json.writeNumberField(name, Math.round(nanos / NANOS_OF_MILLI * 1000) / 1000.0);
    }
  }
}
