package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import java.util.ArrayList;
import java.util.List;

/** Holds data that Unroll read to what others read of the same files. */
final class ReadData {

  private ReadData() {}

  /** Requires that all of it is the same: signals, classes, values, truth, names, notes. */
  static void assertSame(JsonNode expected, Dataset found) {
    if (expected.has("signals")) {
      assertEquals(Golden.texts(expected.get("signals")), found.schema().featureNames());
    }
    if (expected.has("targets")) {
      assertEquals(Golden.texts(expected.get("targets")), found.classNames());
    }
    for (Split split : Split.values()) {
      List<JsonNode> sequences = new ArrayList<>();
      expected
          .get("sequences")
          .forEach(
              one -> {
                if (one.path("part").asText("train").equals(split.label())) {
                  sequences.add(one);
                }
              });
      assertSame(sequences, found.split(split), expected.path("tolerance").asDouble(0));
    }
    if (expected.has("missing")) {
      assertCounts(expected.get("missing"), found, false);
      assertCounts(expected.get("filled"), found, true);
    }
    String notes = String.join("; ", found.notes());
    Golden.texts(expected.path("notes")).forEach(note -> assertTrue(notes.contains(note), notes));
    if (expected.path("silent").asBoolean()) {
      assertEquals("", notes);
    }
  }

  private static void assertCounts(JsonNode expected, Dataset found, boolean filled) {
    Sequences part =
        found.train().isEmpty()
            ? found.test().isEmpty() ? found.validation() : found.test()
            : found.train();
    List<Long> counts =
        filled ? part.gaps().orElseThrow().filled() : part.gaps().orElseThrow().missing();
    List<Long> wanted = new ArrayList<>();
    expected.forEach(count -> wanted.add(count.asLong()));
    assertEquals(wanted, counts, filled ? "filled" : "missing");
  }

  /**
   * Requires the same sequences.
   *
   * @param tolerance of values, relative to 1 or more; 0 where no bit may differ
   */
  static void assertSame(List<JsonNode> expected, Sequences found, double tolerance) {
    assertEquals(expected.size(), found.size(), "sequences");
    for (int i = 0; i < found.size(); i++) {
      JsonNode one = expected.get(i);
      String where = "sequence " + i;
      if (one.has("name")) {
        assertEquals(one.get("name").asText(), found.name(i), where);
      }
      assertNumbers(one.get("values"), found.values(i), tolerance, where + ", values");
      if (one.has("label")) {
        assertEquals(one.get("label").asInt(), found.label(i), where + ", class");
      }
      if (one.has("labels")) {
        for (int step = 0; step < found.length(i); step++) {
          assertEquals(
              one.get("labels").get(step).asInt(),
              found.stepLabel(i, step),
              where + ", class of step " + step);
        }
      }
      if (one.has("numbers")) {
        assertEquals(Target.Kind.NUMBERS, found.truth().kind());
        float[] numbers = new float[one.get("numbers").size()];
        for (int number = 0; number < numbers.length; number++) {
          numbers[number] = found.number(i, number);
        }
        assertNumbers(one.get("numbers"), numbers, tolerance, where + ", numbers");
      }
    }
  }

  /** Requires the same numbers, as 32 bits have them. */
  static void assertNumbers(JsonNode expected, float[] found, double tolerance, String where) {
    assertEquals(expected.size(), found.length, where);
    for (int i = 0; i < found.length; i++) {
      float wanted = (float) expected.get(i).asDouble();
      assertEquals(
          wanted,
          found[i],
          (float) (tolerance * Math.max(1, Math.abs(wanted))),
          where + ", number " + i);
    }
  }
}
