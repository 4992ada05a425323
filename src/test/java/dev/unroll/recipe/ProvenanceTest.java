package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.unroll.data.Dataset;
import dev.unroll.settings.Yaml;
import dev.unroll.source.csv.Csv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {

  @TempDir Path temp;

  /** What was filled is kept, also where parts of the data are held out or put together. */
  @Test
  void keepsWhatAReaderFilledAndLeftOut() throws IOException {
    String text = "index,group,label,x\n0,g,a,1\n0,g,a,\n0,g,a,3\n1,h,b,7\n2,i,b,8\n";
    Csv csv = Yaml.read("{missing: interpolate, split: {type: by-group, test: 0}}", "s", Csv.class);
    Dataset read = csv.read(Files.writeString(temp.resolve("a.csv"), text).toString());
    List<String> notes =
        List.of(
            "1 of 5 values (20.0 %) are missing and interpolated: x 1; the longest gap has 1 steps");
    assertEquals(notes, read.notes());
    assertEquals(notes, read.holdOutGroups(1, 1).notes());
    assertEquals(notes, read.undivided().notes());
    Path file = temp.resolve("provenance.json");
    of(read).write(file);
    assertEquals(Optional.of(notes), Provenance.read(file).dataNotes());
  }

  @Test
  void saysNothingWhereNothingWasDone() throws IOException {
    Csv csv = Yaml.read("{split: {type: by-group, test: 0}}", "s", Csv.class);
    String text = "index,label,x\n0,a,1\n1,b,7\n";
    Path file = temp.resolve("provenance.json");
    of(csv.read(Files.writeString(temp.resolve("a.csv"), text).toString())).write(file);
    assertFalse(Files.readString(file).contains("dataNotes"));
    assertEquals(Optional.empty(), Provenance.read(file).dataNotes());
  }

  private static Provenance of(Dataset dataset) {
    return Provenance.of("1", 1, false, "csv:a.csv", dataset, Optional.empty());
  }
}
