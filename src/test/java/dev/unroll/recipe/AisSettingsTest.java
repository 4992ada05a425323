package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.RecordWriter;
import dev.unroll.source.ais.Ais;
import dev.unroll.source.ais.AisClass;
import dev.unroll.source.ais.AisColumns;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AisSettingsTest {

  @Test
  void whatARecipeNeedNotSayIsTheDefault() throws JsonProcessingException {
    assertEquals(new Ais(), read("{}"));
  }

  @Test
  void recipesReadWhatTheyWrite() throws JsonProcessingException {
    assertEquals(
        new Ais(), read(RecordWriter.write(new Ais()).toString().replace("\"type\":\"ais\",", "")));
  }

  @Test
  void aRecipeNamesClassesAndColumns() throws JsonProcessingException {
    Ais ais =
        read(
            """
            columns: {vessel: id, time: t, latitude: y, longitude: x, type: kind}
            classes:
              - {name: fishing, types: [fishing, 30]}
              - {name: tug, types: [tug, towing, 31, 32, 52]}
            features: [speed, local-position]
            windows: {steps: 32}
            """);
    assertEquals(
        Optional.of(new AisColumns("id", "t", "iso", "y", "x", "", "", "kind")), ais.columns());
    assertEquals(
        new AisClass("tug", List.of("tug", "towing", "31", "32", "52")), ais.classes().get(1));
    assertEquals(32, ais.windows().steps());
    assertEquals(120, ais.windows().interval());
  }

  private static Ais read(String text) throws JsonProcessingException {
    YAMLMapper yaml = new YAMLMapper();
    return new RecordReader("recipe").read(yaml.readTree(text), Ais.class);
  }
}
