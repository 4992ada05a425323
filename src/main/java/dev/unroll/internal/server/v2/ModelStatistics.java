package dev.unroll.internal.server.v2;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.run.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a version of a model did.
 *
 * @param name of the model
 */
public record ModelStatistics(String name, long version, Statistics.Summary summary) {

  /**
   * Those of versions that are served.
   *
   * @param model whose; empty for all
   * @throws dev.unroll.internal.server.request.Refusal where it is not there
   */
  public static List<ModelStatistics> of(
      ModelStore store, Statistics statistics, Optional<ModelName> model) {
    List<ModelStatistics> all = new ArrayList<>();
    if (model.isPresent()) {
      // That it is there, and which version it is where one is named.
      store.lease(model.get()).close();
    }
    for (String name : model.map(asked -> List.of(asked.name())).orElseGet(store::names)) {
      for (long version : store.versions(name)) {
        if (model.flatMap(ModelName::version).filter(asked -> asked != version).isEmpty()) {
          all.add(new ModelStatistics(name, version, statistics.summary(name, version)));
        }
      }
    }
    return all;
  }

  /** Writes them as the protocol has them. */
  static void write(JsonGenerator json, List<ModelStatistics> all) throws IOException {
    json.writeArrayFieldStart("model_stats");
    for (ModelStatistics one : all) {
      one.write(json);
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("version", Long.toString(version));
    json.writeNumberField("last_inference", summary.lastMillis());
    json.writeNumberField("inference_count", summary.rows());
    json.writeNumberField("execution_count", summary.computed().count());
    json.writeObjectFieldStart("inference_stats");
    total(json, "success", summary.succeeded());
    total(json, "fail", summary.failed());
    total(json, "queue", summary.waited());
    total(json, "compute_input", Statistics.Total.NONE);
    total(json, "compute_infer", summary.computed());
    total(json, "compute_output", Statistics.Total.NONE);
    total(json, "cache_hit", Statistics.Total.NONE);
    total(json, "cache_miss", Statistics.Total.NONE);
    json.writeEndObject();
    json.writeObjectFieldStart("response_stats");
    json.writeEndObject();
    json.writeArrayFieldStart("batch_stats");
    for (Map.Entry<Integer, Statistics.Total> batch : summary.batches().entrySet()) {
      json.writeStartObject();
      json.writeNumberField("batch_size", batch.getKey());
      total(json, "compute_input", Statistics.Total.NONE);
      total(json, "compute_infer", batch.getValue());
      total(json, "compute_output", Statistics.Total.NONE);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("memory_usage");
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void total(JsonGenerator json, String key, Statistics.Total total)
      throws IOException {
    json.writeObjectFieldStart(key);
    json.writeNumberField("count", total.count());
    json.writeNumberField("ns", total.nanos());
    json.writeEndObject();
  }
}
