package dev.unroll.internal.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.unroll.internal.server.json.NonFinite;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.json.TensorWriter;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.warmup.Zeros;
import dev.unroll.load.SignatureRunner;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** A request to predict that shows what a model takes. */
public final class ExampleBody {

  private static final long MOST_ELEMENTS = 100_000;

  private ExampleBody() {}

  /** The body of a request for one row of zeros; empty where the model takes none. */
  public static Optional<String> of(ModelVersion version) {
    SignatureRunner runner = version.signatures().get(Engine.DEFAULT_SIGNATURE);
    return Optional.ofNullable(runner)
        .flatMap(found -> Zeros.of(version, found, 1, MOST_ELEMENTS))
        // Zeros are zeros, and shorter.
        .map(inputs -> of(inputs).replace("0.0", "0"));
  }

  /** The body of a request with these inputs. */
  public static String of(Map<String, TensorValue> inputs) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ServingJson.factory().createGenerator(text)) {
      json.writeStartObject();
      json.writeFieldName("inputs");
      if (inputs.size() > 1) {
        json.writeStartObject();
      }
      for (Map.Entry<String, TensorValue> input : inputs.entrySet()) {
        if (inputs.size() > 1) {
          json.writeFieldName(input.getKey());
        }
        new TensorWriter(input.getKey(), input.getValue(), NonFinite.TOKEN).write(json);
      }
      if (inputs.size() > 1) {
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
