package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.data.Sequences;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Photos are read as Pillow shows them. */
class GoldenPicturesTest {

  @TempDir Path temp;

  static List<Golden> inputs() {
    return Golden.family("pictures");
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void isReadAsItIsShown(Golden input) throws IOException {
    input.write(temp);
    assertShown(input.json(), input.reader().read(input.path(temp)).train());
  }

  /** Requires both clips, of one frame each, to be the picture. */
  static void assertShown(JsonNode json, Sequences found) {
    JsonNode pixels = json.get("pixels");
    double white = json.get("white").asDouble();
    double tolerance = json.get("tolerance").asDouble() / white;
    assertEquals(2, found.size());
    for (int clip = 0; clip < 2; clip++) {
      float[] values = found.values(clip);
      assertEquals(pixels.size(), values.length);
      for (int i = 0; i < values.length; i++) {
        assertEquals(pixels.get(i).asDouble() / white, values[i], tolerance, "value " + i);
      }
    }
  }
}
