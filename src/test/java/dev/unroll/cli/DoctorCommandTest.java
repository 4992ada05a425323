package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a network does not learn, from the command line. */
class DoctorCommandTest {

  @TempDir Path temp;

  @Test
  void aFaultIsSaidWithItsMendInLinesOfEightyColumns() {
    Call call = Call.of("doctor", "burst-rnn-carried", "--seconds", "0");
    assertEquals(1, call.code(), call.err());
    assertTrue(call.out().contains("fault 34: a state goes from one sequence to another"));
    assertTrue(call.out().contains("model.layers.0.state to stateless"));
    assertTrue(call.out().lines().allMatch(line -> line.length() <= 80), call.out());
  }

  @Test
  void aHealthyRecipeIsLeftInPeace() {
    Call call = Call.of("doctor", "motion-lstm", "--seconds", "0");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("nothing found"), call.out());
  }

  @Test
  void jsonAndThePageSayTheSame() throws IOException {
    Path page = temp.resolve("doctor.html");
    Call call = Call.of("doctor", "burst-rnn-carried", "--seconds", "0", "--json", "--out", page);
    assertEquals(1, call.code(), call.err());
    JsonNode finding = new ObjectMapper().readTree(call.out()).get("findings").get(0);
    assertEquals("FAULT", finding.get("level").asText());
    assertEquals("CARRIED_STATE", finding.get("kind").asText());
    assertEquals(
        "model.layers.0.state=stateless", finding.get("mend").get("settings").get(0).asText());
    String html = Files.readString(page);
    assertTrue(html.contains("<pre>model.layers.0.state=stateless</pre>"), html);
    assertFalse(html.contains("{{"), html);
  }

  @Test
  void aRunIsLookedAtByItsFolder() {
    Path run = temp.resolve("run");
    Call train =
        Call.of(
            "train",
            "motion-lstm",
            "--steps",
            "20",
            "--out",
            run,
            "--set",
            "training.displayEvery=2");
    assertEquals(0, train.code(), train.err());
    Call call = Call.of("doctor", run, "--seconds", "0", "--json");
    assertTrue(call.out().contains("\"TOO_FEW_STEPS\""), call.out() + call.err());
    Call other = Call.of("doctor", run, "--seed", "3");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("leave out --set and --seed"), other.err());
  }

  @Test
  void aWatchedTrainingSaysWhatGoesWrong() {
    Call call =
        Call.of(
            "train",
            "motion-lstm",
            "--watch",
            "--steps",
            "700",
            "--out",
            temp.resolve("run"),
            "--set",
            "training.clipNorm=0.001");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains(": suspect "), call.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing-here", "nothing-here.yaml", "."})
  void whatIsNoRecipeAndNoRunIsBadInput(String subject) {
    Call call = Call.of("doctor", subject, "--seconds", "0");
    assertEquals(2, call.code());
    assertTrue(call.err().startsWith("unroll: "), call.err());
    assertEquals(1, call.err().lines().count(), call.err());
  }

  @Test
  void aModelIsLookedAtOnData() throws IOException {
    String model = "savedmodels/burst-lstm";
    Call call = Call.of("doctor", model, "--data", "burst", "--json");
    assertEquals(0, call.code(), call.err());
    JsonNode found = new ObjectMapper().readTree(call.out());
    assertFalse(call.out().contains("\"SUSPECT\""), call.out());
    assertTrue(found.get("skipped").toString().contains("how it was trained"), call.out());
    Call none = Call.of("doctor", model);
    assertEquals(2, none.code());
    assertTrue(none.err().contains("name them by --data"), none.err());
    Call set = Call.of("doctor", model, "--data", "burst", "--set", "training.steps=3");
    assertEquals(2, set.code());
    assertTrue(set.err().contains("leave out --set"), set.err());
  }

  /** Whose hundred steps take a moment, and are not enough however they round. */
  @Test
  void aShortRecipeIsTrainedToItsEnd() throws IOException {
    Call call = Call.of("doctor", "burst-rnn", "--seconds", "20", "--json");
    assertTrue(call.code() < 2, call.err());
    JsonNode found = new ObjectMapper().readTree(call.out());
    assertTrue(found.get("looked").toString().contains("FELL_OFF"), call.out());
    assertTrue(found.get("findings").toString().contains("\"training."), call.out());
  }
}
