package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.source.DataSpec;
import dev.unroll.source.simulated.Motion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

  private static final CsvSplit ALL_TRAIN = new CsvSplit.ByGroup(0, 0, 1);
  private static final CsvTarget LABEL = new CsvTarget.Label("label", List.of());

  @TempDir Path temp;

  @Test
  void readsWhatUnrollWrites() throws IOException {
    Dataset motion = Motion.simulate();
    Sequences some = motion.test().where(i -> i % 17 == 0);
    StringWriter text = new StringWriter();
    SequenceCsv.write(text, some, motion);
    Path file = Files.writeString(temp.resolve("some.csv"), text.toString());

    Dataset read = DataSpec.parse("csv:" + file).load();

    assertEquals("some", read.name());
    assertFalse(read.simulated());
    assertEquals(
        motion.signals().stream().map(Signal::name).toList(),
        read.signals().stream().map(Signal::name).toList());
    assertEquals(new TreeSet<>(motion.classNames()), new TreeSet<>(read.classNames()));
    assertEquals("group", read.schema().grouping());
    assertEquals(9, some.groups().size());
    assertEquals(7, read.train().groups().size());
    assertEquals(2, read.test().groups().size());
    assertEquals(some.size(), read.train().size() + read.test().size());

    Sequences all =
        new Csv(
                Csv.Form.LONG,
                new CsvColumns(),
                new CsvTarget.Label("label", motion.classNames()),
                ALL_TRAIN,
                Csv.Missing.ERROR,
                0,
                0)
            .read(file.toString())
            .train();
    assertArrayEquals(some.labels(), all.labels());
    for (int i = 0; i < some.size(); i++) {
      assertArrayEquals(some.values(i), all.values(i));
    }
  }

  @Test
  void tellsSequencesApartWithinTheirGroups() throws IOException {
    Sequences train =
        read(
                "index;label;x;group\n1;a;1;anna\n1;a;2;anna\n2;b;3;anna\n1;b;4;bo\n",
                LABEL,
                ALL_TRAIN)
            .train();
    assertEquals(3, train.size());
    assertArrayEquals(new float[] {1, 2}, train.values(0));
    assertArrayEquals(new float[] {4}, train.values(2));
    assertArrayEquals(new int[] {0, 1, 1}, train.labels());
    assertEquals(Set.of(0, 1), train.groups());
    assertEquals(train.group(0), train.group(1));
  }

  @Test
  void sequencesWithoutGroupsAreGroupsOfTheirOwn() throws IOException {
    Dataset set = read("index,label,x\n1,a,1\n2,b,2\n3,a,3\n", LABEL, ALL_TRAIN);
    assertEquals(3, set.train().groups().size());
    assertEquals("sequence", set.schema().grouping());
  }

  @Test
  void putsTheRowsOfASequenceInTheOrderOfTime() throws IOException {
    String numbers = "index,step,label,x\n0,10,a,3\n0,9.5,a,2\n0,-1,a,1\n1,0,b,0\n";
    assertArrayEquals(new float[] {1, 2, 3}, read(numbers, LABEL, ALL_TRAIN).train().values(0));
    String dates =
        """
        index,step,label,x
        0,2026-03-01T00:00Z,a,3
        0,2026-03-01T00:59:59.5+01:00,a,2
        0,2026-02-28 23:59+00,a,1
        0,2026-03-01T00:00:00-0100,a,4
        1,2026-01-01T00Z,b,0
        """;
    assertArrayEquals(new float[] {1, 2, 3, 4}, read(dates, LABEL, ALL_TRAIN).train().values(0));
  }

  @Test
  void readsTimesOfADeclaredPattern() throws IOException {
    CsvColumns columns = new CsvColumns("index", "when", "d.M.yyyy HH:mm", "", List.of("x"));
    Csv csv = new Csv(Csv.Form.LONG, columns, LABEL, ALL_TRAIN, Csv.Missing.ERROR, 0, 0);
    String text =
        "index,when,label,x\n0,1.12.2026 00:00,a,2\n0,30.11.2026 23:59,a,1\n1,1.1.2026 10:00,b,3\n";
    assertArrayEquals(new float[] {1, 2}, read(text, csv).train().values(0));
  }

  @Test
  void cutsWindowsOutOfOneSeriesAndKeepsItsEndForTest() throws IOException {
    CsvColumns columns = new CsvColumns("", "", "", "", List.of());
    Csv csv =
        new Csv(
            Csv.Form.LONG,
            columns,
            new CsvTarget.StepLabel("label", List.of()),
            new CsvSplit.ByTime(0.3, 0.2),
            Csv.Missing.ERROR,
            2,
            1);
    StringBuilder text = new StringBuilder("label,x\n");
    for (int step = 0; step < 10; step++) {
      text.append(step % 2 == 0 ? "rest," : "move,").append(step).append('\n');
    }
    Dataset set = read(text.toString(), csv);
    assertEquals(new Target.ClassPerStep(List.of("move", "rest")), set.schema().target());
    assertEquals(4, set.train().size());
    assertEquals(1, set.validation().size());
    assertEquals(2, set.test().size());
    assertArrayEquals(new float[] {3, 4}, set.train().values(3));
    assertArrayEquals(new float[] {5, 6}, set.validation().values(0));
    assertArrayEquals(new float[] {8, 9}, set.test().values(1));
    assertEquals(0, set.train().stepLabel(3, 0));
    assertEquals(1, set.train().stepLabel(3, 1));
    assertEquals(0, set.test().stepLabel(1, 1));
  }

  @Test
  void stepLabelsFollowTheOrderOfTime() throws IOException {
    Dataset set =
        read(
            "index,step,label,x\n0,2,b,2\n0,1,a,1\n",
            new CsvTarget.StepLabel("label", List.of("b", "a")),
            ALL_TRAIN);
    assertEquals(1, set.train().stepLabel(0, 0));
    assertEquals(0, set.train().stepLabel(0, 1));
  }

  @Test
  void theNumbersOfAWindowAreThoseOfItsLastRow() throws IOException {
    Csv csv =
        new Csv(
            Csv.Form.LONG,
            new CsvColumns(),
            new CsvTarget.Numbers(List.of("left", "wear")),
            ALL_TRAIN,
            Csv.Missing.ERROR,
            2,
            0);
    Dataset set = read("index,x,left,wear\n0,1,9,0\n0,2,8,.1\n0,3,7,.2\n0,4,6,.3\n0,5,5,.4\n", csv);
    assertEquals(List.of("left", "wear"), set.schema().target().names());
    assertEquals(List.of(new Signal("x", "")), set.signals());
    assertEquals(2, set.train().size());
    assertEquals(8, set.train().number(0, 0));
    assertEquals(0.3f, set.train().number(1, 1));
  }

  @Test
  void readsOneHotLabels() throws IOException {
    Dataset set =
        read(
            "index,calm,wild,x\n0,0,1,1\n0,0,1,2\n1,1.0,0,3\n",
            new CsvTarget.OneHot(List.of("calm", "wild")),
            ALL_TRAIN);
    assertEquals(List.of("calm", "wild"), set.classNames());
    assertArrayEquals(new int[] {1, 0}, set.train().labels());
    assertEquals(1, set.schema().features());
  }

  @Test
  void ordersClassesByNameNumbersBySizeAndAsDeclared() throws IOException {
    String numbers = "index,label,x\n0,10,1\n1,9,1\n2,-1,1\n";
    Dataset sorted = read(numbers, LABEL, ALL_TRAIN);
    assertEquals(List.of("-1", "9", "10"), sorted.classNames());
    assertArrayEquals(new int[] {2, 1, 0}, sorted.train().labels());
    List<String> declared = List.of("9", "10", "-1", "7");
    Dataset kept = read(numbers, new CsvTarget.Label("label", declared), ALL_TRAIN);
    assertEquals(declared, kept.classNames());
    assertArrayEquals(new int[] {1, 0, 2}, kept.train().labels());
    String names = "index,label,x\n0,walk,1\n1,10,1\n2,sit,1\n";
    assertEquals(List.of("10", "sit", "walk"), read(names, LABEL, ALL_TRAIN).classNames());
  }

  @Test
  void takesEveryOtherColumnOfNumbersForFeatures() throws IOException {
    Dataset set = read(",index,y,note,label,x\n0,0,1,warm,a,2\n1,1,3,cold,b,4\n", LABEL, ALL_TRAIN);
    assertEquals(List.of(new Signal("y", ""), new Signal("x", "")), set.signals());
    CsvColumns chosen = new CsvColumns("index", "", "", "", List.of("x"));
    Csv csv = new Csv(Csv.Form.LONG, chosen, LABEL, ALL_TRAIN, Csv.Missing.ERROR, 0, 0);
    assertEquals(
        List.of(new Signal("x", "")), read("index,y,label,x\n0,1,a,2\n1,3,b,4\n", csv).signals());
  }

  @Test
  void acceptsSeparatorsQuotesAndTheMarkOfSpreadsheets() throws IOException {
    String tabs = "\uFEFFindex\tlabel\tx, y\n0\ta\t1\n1\tb\t2\n";
    assertEquals("x, y", read(tabs, LABEL, ALL_TRAIN).signals().get(0).name());
    String inches = "index,label,x\n0,5\" tube,1\n1,\"a \"\"tube\"\"\nin two lines\",2\n";
    assertEquals(
        List.of("5\" tube", "a \"tube\"\nin two lines"),
        read(inches, LABEL, ALL_TRAIN).classNames());
    String quoted = "\"index\",\"label\",\"x;;;\"\r\n\"0\",\"say \"\"a\"\"\",\"1\"\r\n1,b,2\r\n";
    assertEquals(List.of("b", "say \"a\""), read(quoted, LABEL, ALL_TRAIN).classNames());
  }

  @Test
  void readsGzip() throws IOException {
    Path file = temp.resolve("packed.csv.gz");
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packed = new GZIPOutputStream(out)) {
      packed.write("index,label,x\n0,a,1\n1,b,2\n".getBytes(StandardCharsets.UTF_8));
    }
    Dataset set = csv(LABEL, ALL_TRAIN).read(file.toString());
    assertEquals("packed", set.name());
    assertEquals(2, set.train().size());
  }

  @Test
  void interpolatesMissingCells() throws IOException {
    Csv csv =
        new Csv(Csv.Form.LONG, new CsvColumns(), LABEL, ALL_TRAIN, Csv.Missing.INTERPOLATE, 0, 0);
    Dataset set = read("index,label,x\n0,a,\n0,a,1\n0,a,?\n0,a,NA\n0,a,4\n1,b,0\n", csv);
    assertArrayEquals(new float[] {1, 1, 2, 3, 4}, set.train().values(0), 1e-6f);
  }

  @Test
  void takesThePartsOfAColumn() throws IOException {
    Dataset set =
        read(
            "index,split,label,x\n0,train,a,1\n1,test,a,2\n2,validation,b,3\n3,train,b,4\n",
            LABEL,
            new CsvSplit.ByColumn("split"));
    assertEquals(2, set.train().size());
    assertEquals(3, set.validation().value(0, 0, 0));
    assertEquals(2, set.test().value(0, 0, 0));
  }

  @Test
  void drawsWholeGroupsBySeed() throws IOException {
    StringBuilder text = new StringBuilder("index,group,label,x\n");
    for (int i = 0; i < 40; i++) {
      text.append(i).append(",g").append(i / 4).append(i % 2 == 0 ? ",a," : ",b,");
      text.append(i).append('\n');
    }
    Dataset first = read(text.toString(), LABEL, new CsvSplit.ByGroup(0.2, 0.3, 1));
    assertEquals(5, first.train().groups().size());
    assertEquals(3, first.validation().groups().size());
    assertEquals(2, first.test().groups().size());
    Set<Integer> all = new TreeSet<>(first.train().groups());
    all.addAll(first.validation().groups());
    all.addAll(first.test().groups());
    assertEquals(10, all.size());
    Dataset again = read(text.toString(), LABEL, new CsvSplit.ByGroup(0.2, 0.3, 1));
    assertEquals(first.test().groups(), again.test().groups());
    Dataset other = read(text.toString(), LABEL, new CsvSplit.ByGroup(0.2, 0.3, 2));
    assertFalse(first.test().groups().equals(other.test().groups()));
  }

  @Test
  void readsARowASequence() throws IOException {
    Dataset set =
        read(
            "label,x_0,y_0,x_1,y_1,x_2,y_2,age\na,1,2,3,4,5,6,50\nb,7,8,9,10,,,60\n",
            wide(List.of()));
    assertEquals(List.of(new Signal("x", ""), new Signal("y", "")), set.signals());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, set.train().values(0));
    assertArrayEquals(new float[] {7, 8, 9, 10}, set.train().values(1));
    assertArrayEquals(new int[] {0, 1}, set.train().labels());
  }

  @Test
  void readsARowASequenceOfPlainlyNumberedColumns() throws IOException {
    Dataset set = read("1,2,3,label\n4,5,6,a\n7,8,9,b\n", wide(List.of()));
    assertEquals(List.of(new Signal("value", "")), set.signals());
    assertArrayEquals(new float[] {7, 8, 9}, set.train().values(1));
    Dataset named =
        read("label,acc_x1,acc_x2,acc_x3,id7\na,4,5,6,0\nb,7,8,9,0\n", wide(List.of("acc_x")));
    assertEquals(List.of(new Signal("acc_x", "")), named.signals());
    assertEquals(3, named.maxSteps());
  }

  @Test
  void aLongFileSpansManyBuffers() throws IOException {
    StringBuilder text = new StringBuilder("index,label,x,y\n");
    for (int i = 0; i < 30_000; i++) {
      text.append(i / 10_000).append(i < 10_000 ? ",a," : ",b,");
      text.append(i).append(',').append(-i).append('\n');
    }
    CsvColumns columns = new CsvColumns("index", "", "", "", List.of("x", "y"));
    Csv csv = new Csv(Csv.Form.LONG, columns, LABEL, ALL_TRAIN, Csv.Missing.ERROR, 0, 0);
    Sequences train = read(text.toString(), csv).train();
    assertEquals(10_000, train.length(2));
    assertEquals(29_999, train.value(2, 9_999, 0));
    assertEquals(-20_000, train.value(2, 0, 1));
  }

  @Test
  void theLayoutIsKnownWhereTheSettingsTellIt() {
    CsvColumns columns = new CsvColumns("index", "", "", "subject", List.of("x", "y"));
    CsvTarget target = new CsvTarget.Label("label", List.of("a", "b"));
    Csv csv = new Csv(Csv.Form.LONG, columns, target, ALL_TRAIN, Csv.Missing.ERROR, 50, 25);
    Layout layout = csv.layout().orElseThrow();
    assertEquals(50, layout.steps());
    assertFalse(layout.variableLength());
    assertEquals(List.of("a", "b"), layout.schema().target().names());
    assertEquals("subject", layout.schema().grouping());
    assertTrue(new Csv().layout().isEmpty());
  }

  private static Csv wide(List<String> features) {
    CsvColumns columns = new CsvColumns("index", "step", "", "group", features);
    return new Csv(Csv.Form.WIDE, columns, LABEL, ALL_TRAIN, Csv.Missing.ERROR, 0, 0);
  }

  private static Csv csv(CsvTarget target, CsvSplit split) {
    return new Csv(Csv.Form.LONG, new CsvColumns(), target, split, Csv.Missing.ERROR, 0, 0);
  }

  private Dataset read(String text, CsvTarget target, CsvSplit split) throws IOException {
    return read(text, csv(target, split));
  }

  private Dataset read(String text, Csv csv) throws IOException {
    return csv.read(Files.writeString(temp.resolve("a.csv"), text).toString());
  }
}
