package dev.unroll.internal.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.proto.SignatureDefMap;
import dev.unroll.internal.server.request.ModelName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The signatures of a model, as TensorFlow Serving tells them. */
final class MetadataJson {

  private MetadataJson() {}

  static byte[] of(ModelStore store, ModelName model) {
    try (ModelVersion.Lease lease = store.lease(model)) {
      ModelVersion version = lease.version();
      SignatureDefMap.Builder signatures = SignatureDefMap.newBuilder();
      version
          .signatures()
          .forEach((name, runner) -> signatures.putSignatureDef(name, runner.definition()));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
        json.writeStartObject();
        json.writeObjectFieldStart("model_spec");
        json.writeStringField("name", version.model());
        json.writeStringField("signature_name", "");
        json.writeStringField("version", Long.toString(version.number()));
        json.writeEndObject();
        json.writeObjectFieldStart("metadata");
        json.writeFieldName("signature_def");
        json.writeRawValue(text(signatures.build()));
        json.writeEndObject();
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  private static String text(SignatureDefMap signatures) throws InvalidProtocolBufferException {
    return JsonFormat.printer()
        .preservingProtoFieldNames()
        .includingDefaultValueFields()
        .sortingMapKeys()
        .print(signatures);
  }
}
