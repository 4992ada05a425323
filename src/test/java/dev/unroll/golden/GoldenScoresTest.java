package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.evaluate.ClassificationReport.ClassScore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores are those of scikit-learn over the classes that occur. */
class GoldenScoresTest {

  static List<Golden> inputs() {
    return Golden.family("scores");
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void isWhatScikitLearnScores(Golden input) {
    JsonNode json = input.json();
    List<String> names =
        IntStream.range(0, json.get("classes").asInt()).mapToObj(k -> "class " + k).toList();
    ClassificationReport found =
        ClassificationReport.of(names, labels(json.get("actual")), labels(json.get("predicted")));
    assertEquals(json.get("macroF1").asDouble(), found.macroF1(), 1e-12);
    assertEquals(json.get("accuracy").asDouble(), found.accuracy(), 1e-12);
    assertEquals(json.get("balanced").asDouble(), found.balancedAccuracy(), 1e-12);
    for (int k = 0; k < names.size(); k++) {
      ClassScore score = found.classes().get(k);
      assertEquals(json.get("precision").get(k).asDouble(), score.precision(), 1e-12);
      assertEquals(json.get("recall").get(k).asDouble(), score.recall(), 1e-12);
      assertEquals(json.get("f1").get(k).asDouble(), score.f1(), 1e-12);
      assertEquals(json.get("support").get(k).asInt(), score.support());
    }
    List<String> absent = new ArrayList<>();
    json.get("absent").forEach(k -> absent.add(names.get(k.asInt())));
    assertEquals(absent, found.absent().map(a -> a.names()).orElse(List.of()));
    if (!json.get("confusion").isEmpty()) {
      assertEquals(json.get("confusion").toString(), found.confusion().toString().replace(" ", ""));
    }
  }

  private static int[] labels(JsonNode list) {
    return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
  }
}
