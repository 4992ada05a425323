package dev.unroll.internal.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.model.VersionStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** How the versions of a model are, as TensorFlow Serving tells it. */
final class StatusJson {

  private StatusJson() {}

  static byte[] of(List<VersionStatus> statuses) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        ServingJson.factory().createGenerator(bytes).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeArrayFieldStart("model_version_status");
      for (VersionStatus status : statuses) {
        json.writeStartObject();
        json.writeStringField("version", Long.toString(status.version()));
        json.writeStringField("state", status.state().name());
        json.writeObjectFieldStart("status");
        json.writeStringField("error_code", status.error().name());
        json.writeStringField("error_message", status.message());
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The names of all models. */
  static byte[] models(List<String> names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("models");
      for (String name : names) {
        json.writeString(name);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
