package dev.unroll.internal.server.page;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Endpoints;
import dev.unroll.model.ModelCard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page shows of the models. */
final class PageModels {

  private PageModels() {}

  /** All models by their newest versions. */
  static byte[] json(ModelStore store) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("models");
      for (String name : store.names()) {
        try (ModelVersion.Lease lease = store.lease(ModelName.newest(name))) {
          write(json, lease.version());
        } catch (Refusal e) {
          // It has no version now, and is not shown.
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, ModelVersion version) throws IOException {
    Optional<ModelCard> card = version.card();
    json.writeStartObject();
    json.writeStringField("name", version.model());
    json.writeStringField("version", Long.toString(version.number()));
    json.writeBooleanField("stepwise", version.stepwise());
    boolean classes = card.isPresent() && card.get().schema().target().isClasses();
    List<String> targets = card.map(known -> known.schema().target().names()).orElse(List.of());
    names(json, "classes", classes ? targets : List.of());
    names(json, "targets", targets);
    names(
        json,
        "features",
        card.filter(known -> known.schema().frame().isEmpty())
            .map(known -> known.schema().featureNames())
            .orElse(List.of()));
    table(json, version);
    json.writeArrayFieldStart("signatures");
    for (Map.Entry<String, SignatureRunner> signature : version.signatures().entrySet()) {
      json.writeStartObject();
      json.writeStringField("name", signature.getKey());
      tensors(json, "inputs", signature.getValue().signature().inputs());
      tensors(json, "outputs", signature.getValue().signature().outputs());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** How the model takes a table of numbers; of no width where it takes something else. */
  private static void table(JsonGenerator json, ModelVersion version) throws IOException {
    SignatureRunner runner = version.signatures().get(Engine.DEFAULT_SIGNATURE);
    Optional<ModelCard> card = version.card();
    Map<String, TensorSpec> inputs = runner == null ? Map.of() : runner.signature().inputs();
    boolean lengths = card.isPresent() && inputs.containsKey(Endpoints.LENGTHS);
    String input =
        card.isPresent() && inputs.containsKey(Endpoints.INPUTS)
            ? Endpoints.INPUTS
            : inputs.keySet().stream().findFirst().orElse("");
    TensorSpec spec = inputs.get(input);
    int rank = spec == null || spec.shape().isEmpty() ? 0 : spec.shape().get().size();
    boolean fits =
        (rank == 2 || rank == 3)
            && spec.real()
            && spec.size(rank - 1) > 0
            && inputs.size() == (lengths ? 2 : 1);
    json.writeStringField("signature", Engine.DEFAULT_SIGNATURE);
    json.writeStringField("input", input);
    json.writeStringField("lengths", Endpoints.LENGTHS);
    json.writeBooleanField("variable", lengths);
    json.writeNumberField("rank", rank);
    json.writeNumberField("width", fits ? spec.size(rank - 1) : 0);
    long steps = rank == 3 ? spec.size(1) : 1;
    json.writeNumberField(
        "steps", steps > 0 ? steps : card.map(known -> known.input().steps()).orElse(0));
  }

  private static void names(JsonGenerator json, String key, List<String> names) throws IOException {
    json.writeArrayFieldStart(key);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  private static void tensors(JsonGenerator json, String key, Map<String, TensorSpec> tensors)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (Map.Entry<String, TensorSpec> tensor : tensors.entrySet()) {
      json.writeStartObject();
      json.writeStringField("name", tensor.getKey());
      json.writeStringField("shape", tensor.getValue().describe());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
