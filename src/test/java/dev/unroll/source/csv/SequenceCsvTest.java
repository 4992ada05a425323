package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.source.har.UciHar;
import dev.unroll.source.simulated.Motion;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceCsvTest {

  private static final List<String> FEATURES = List.of("x", "y");

  @TempDir Path temp;

  @Test
  void readsARowAStepByItsHeader() throws IOException {
    Sequences sequences = read("y, note, index, x\n2,a,0,1\n4,b,0,3\n6,c,second,5\n8,d,second,7\n");
    assertEquals(2, sequences.size());
    assertEquals(1, sequences.value(0, 0, 0));
    assertEquals(4, sequences.value(0, 1, 1));
    assertEquals(7, sequences.value(1, 1, 0));
    assertEquals(Sequences.UNLABELLED, sequences.label(0));
  }

  @Test
  void readsARowASequenceWithoutHeader() throws IOException {
    Sequences sequences = read("1,2,3,4\n5,6,7,8\n");
    assertEquals(2, sequences.size());
    assertEquals(2, sequences.value(0, 0, 1));
    assertEquals(7, sequences.value(1, 1, 0));
  }

  @Test
  void keepsTheFilesOwnIndices() throws IOException {
    assertEquals(List.of("17", "b"), table("index,x,y\n17,1,2\n17,3,4\nb,5,6\nb,7,8\n").indices());
    assertEquals(List.of("0", "1"), table("1,2,3,4\n5,6,7,8\n").indices());
  }

  @Test
  void passesOverTheMarkThatSpreadsheetsWrite() throws IOException {
    assertEquals(1, read("\uFEFFindex,x,y\n0,1,2\n0,3,4\n").value(0, 0, 0));
    assertEquals(1, read("\uFEFF1,2,3,4\n").value(0, 0, 0));
  }

  @Test
  void takesShorterSequencesWhereTheModelDoes() throws IOException {
    Path file = Files.writeString(temp.resolve("a.csv"), "index,x,y\n0,1,2\n1,3,4\n1,5,6\n");
    assertEquals(1, SequenceCsv.read(file, FEATURES, 2, true).sequences().length(0));
    assertFails(
        "index,x,y\n0,1,2\n1,3,4\n1,5,6\n",
        ":2: sequence '0' ends after 1 steps; the model takes 2");
    assertFails(
        "index,x,y\n0,1,2\n0,3,4\n1,5,6\n",
        ":4: sequence '1' ends after 1 steps; the model takes 2");
  }

  @Test
  void readsWhatItWrites() throws IOException {
    Dataset motion = Motion.simulate();
    Sequences few = motion.test().where(i -> i < 3);
    StringWriter text = new StringWriter();
    SequenceCsv.write(text, few, motion);
    Path file = Files.writeString(temp.resolve("few.csv"), text.toString());
    Sequences back =
        SequenceCsv.read(file, motion.schema().featureNames(), UciHar.STEPS, false).sequences();
    for (int i = 0; i < few.size(); i++) {
      for (int step = 0; step < UciHar.STEPS; step++) {
        for (int f = 0; f < 9; f++) {
          assertEquals(few.value(i, step, f), back.value(i, step, f));
        }
      }
    }
  }

  @Test
  void saysFileAndLineOfWhatIsWrong() throws IOException {
    assertFails("index,x\n0,1\n", ":1: the header has no column 'y'; expected index and x, y");
    assertFails(
        "index,x,y\n0,1,2\n0,1,NaN\n", ":3: column 'y': expected a finite number, found 'NaN'");
    assertFails("index,x,y\n0,1,2\n0,1\n", ":3: expected 3 cells, as the header has, found 2");
    assertFails(
        "index,x,y\n0,1,2\n0,1,2\n1,1,2\n1,1,2\n0,1,2\n",
        ":6: index '0' occurred before; the rows of a sequence must follow each other");
    assertFails(
        "1,2,3\n",
        ":1: expected 4 values (2 steps of 2 features; a file of one row a step needs a header),"
            + " found 3");
    assertFails("1,2,NaN,4\n", ":1: column '2': expected a finite number, found 'NaN'");
    assertFails("NaN,2,3,4\n", ":1: column '0': expected a finite number, found 'NaN'");
    assertFails("", ": the file is empty; expected a header and rows");
    assertFails("index,x,y\n", ": the file has no sequences");
  }

  private SequenceCsv.Table table(String text) throws IOException {
    return SequenceCsv.read(Files.writeString(temp.resolve("a.csv"), text), FEATURES, 2, false);
  }

  private Sequences read(String text) throws IOException {
    return table(text).sequences();
  }

  private void assertFails(String text, String message) {
    InputException e = assertThrows(InputException.class, () -> read(text));
    assertEquals(temp.resolve("a.csv") + message, e.getMessage());
  }
}
