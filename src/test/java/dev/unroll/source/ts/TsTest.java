package dev.unroll.source.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.source.DataSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TsTest {

  private static final String HEADER =
      "# two dimensions\n@problemName Pair\n@timeStamps false\n@CLASSLABEL true up down\n@data\n";
  private static final String TRAIN = HEADER + "1,2,3:4,5,6:up\n7,8:9,10:down\n";
  private static final String TEST = HEADER + "0,0:1,1:down\n";

  @TempDir Path temp;

  @Test
  void readsCasesOfDifferentLengths() throws IOException {
    Dataset pair = read(TRAIN, TEST);
    assertEquals("Pair", pair.name());
    assertEquals(List.of(new Signal("dim_0", ""), new Signal("dim_1", "")), pair.signals());
    assertEquals(new Target.OneClass(List.of("up", "down")), pair.schema().target());
    assertEquals("case", pair.schema().grouping());
    assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, pair.train().values(0));
    assertArrayEquals(new float[] {7, 9, 8, 10}, pair.train().values(1));
    assertArrayEquals(new int[] {0, 1}, pair.train().labels());
    assertArrayEquals(new int[] {1}, pair.test().labels());
    assertTrue(pair.validation().isEmpty());
  }

  @Test
  void eachCaseIsAGroupOfItsOwn() throws IOException {
    Dataset pair = read(TRAIN, TEST);
    assertEquals(Set.of(0, 1), pair.train().groups());
    assertEquals(Set.of(2), pair.test().groups());
  }

  @Test
  void keepsTheTrainingFilesOrderOfClasses() throws IOException {
    Dataset pair = read(TRAIN, TEST.replace("up down", "down up"));
    assertArrayEquals(new int[] {1}, pair.test().labels());
  }

  @Test
  void readsUnivariateCasesWithoutFurtherHeader() throws IOException {
    String text = "@classlabel TRUE 1 2\n\n@DATA\n1.5, -2e1,.25:1\r\n# a note\n\n4,5,6 : 2\n";
    Dataset set = read(text, text);
    assertArrayEquals(new float[] {1.5f, -20, 0.25f}, set.train().values(0));
    assertArrayEquals(new int[] {0, 1}, set.train().labels());
  }

  @Test
  void passesCommentsOverOfEitherKind() throws IOException {
    Dataset pair = read("% a note\n%\n" + TRAIN, "# a note\n" + TEST.replace("0,0", "%\n0,0"));
    assertEquals(2, pair.train().size());
    assertEquals(1, pair.test().size());
  }

  @Test
  void aLengthOfZeroIsNotKnown() throws IOException {
    String header = "@equalLength true\n@seriesLength 0\n@classLabel true a b\n@data\n";
    assertEquals(3, read(header + "1,2,3:a\n4,5,6:b\n", header + "7,8,9:a\n").maxSteps());
    String unequal = header.replace("equalLength true", "equalLength false");
    assertEquals(2, read(unequal + "1,2,3:a\n4,5:b\n", unequal + "7:a\n").train().length(1));
    assertMessage(
        temp.resolve("Pair_TRAIN.ts")
            + ":6: expected 3 values, as the header or the first case tells, found 2; where lengths"
            + " differ, the header says @equalLength false",
        () -> read(header + "1,2,3:a\n4,5:b\n", header));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|1|2",
        "0.5|1.0|1.5",
        "2020-01-01 00:00:00|2020-01-01 00:10:00|2020-01-01 00:20:00",
        "2019-12-31|2020-01-01|2020-01-02",
        "2020-02-28T23:00|2020-02-29T00:00|2020-02-29T01:00",
        "2020-01-01 00:00:00.25|2020-01-01 00:00:00.50|2020-01-01 00:00:00.75",
        "1577836800|1577837400|1577838000"
      })
  void readsTheValuesOfStampedSeries(String first, String second, String third) throws IOException {
    String one = "(%1$s,1),(%2$s,NaN),(%3$s,3):( %1$s , 4 ), (%2$s,5),(%3$s,6):up\n";
    String two = "(%1$s,7):(%1$s,8):down\n";
    String header = HEADER.replace("timeStamps false", "timeStamps True");
    String train = String.format(header + one + two, first, second, third);
    String test = String.format(header + "(%1$s,1),(%2$s,2):?:up\n", first, second);
    Dataset pair = read(train, test.replace(":?:", ":(" + first + ",?),(" + second + ",6):"));
    assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, pair.train().values(0));
    assertArrayEquals(new float[] {7, 8}, pair.train().values(1));
    assertArrayEquals(new float[] {1, 6, 2, 6}, pair.test().values(0));
    Dataset lacking = read(train, test);
    assertArrayEquals(new float[] {1, 5.75f, 2, 5.75f}, lacking.test().values(0));
  }

  @Test
  void interpolatesMissingValuesInTime() throws IOException {
    Dataset pair =
        read(HEADER + "?,1,?,?,4,NaN:1,1,1,1,1,1:up\n0:0:down\n", HEADER + "?,8:0,0:up\n");
    assertArrayEquals(
        new float[] {1, 1, 1, 1, 2, 1, 3, 1, 4, 1, 4, 1}, pair.train().values(0), 1e-6f);
    assertArrayEquals(new float[] {8, 0, 8, 0}, pair.test().values(0));
  }

  @Test
  void aDimensionThatACaseLacksIsItsTrainingMean() throws IOException {
    Dataset pair =
        read(
            HEADER + "?,?:4,5:up\n1,2:8,9:down\n3,4:?:up\n",
            HEADER + "100,100:?,?:up\n?:50,50:down\n");
    assertArrayEquals(new float[] {2.5f, 4, 2.5f, 5}, pair.train().values(0));
    assertArrayEquals(new float[] {3, 6.5f, 4, 6.5f}, pair.train().values(2));
    assertArrayEquals(new float[] {100, 6.5f, 100, 6.5f}, pair.test().values(0));
    assertArrayEquals(new float[] {2.5f, 50, 2.5f, 50}, pair.test().values(1));
  }

  @Test
  void readsNumbersToPredict() throws IOException {
    String text = "@targetLabel true\n@data\n1,2:0.5\n3,4:-7\n";
    Dataset set = read(text, text);
    assertEquals(
        new Target.Numbers(List.of(new Signal("target", "")), Target.Numbers.NO_NAIVE),
        set.schema().target());
    assertEquals(-7, set.train().number(1, 0));
  }

  @Test
  void findsThePairByPrefixFileOrFolder() throws IOException {
    write(TRAIN, TEST);
    for (String path : List.of("Pair", "Pair_TRAIN.ts", "Pair_TEST.ts", "")) {
      assertEquals(2, new Ts().read(temp.resolve(path).toString()).train().size(), path);
    }
    assertEquals(2, DataSpec.parse("ts:" + temp.resolve("Pair")).load().train().size());
  }

  @Test
  void readsPackedFiles() throws IOException {
    try (OutputStream out = Files.newOutputStream(temp.resolve("Pair_TRAIN.ts.gz"));
        OutputStream packed = new GZIPOutputStream(out)) {
      packed.write(TRAIN.getBytes(StandardCharsets.UTF_8));
    }
    try (OutputStream out = Files.newOutputStream(temp.resolve("Pair_TEST.ts.zip"));
        ZipOutputStream packed = new ZipOutputStream(out)) {
      packed.putNextEntry(new ZipEntry("Pair_TEST.ts"));
      packed.write(TEST.getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(1, new Ts().read(temp.resolve("Pair").toString()).test().size());
    assertEquals(1, new Ts().read(temp.resolve("Pair_TRAIN.ts.gz").toString()).test().size());
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    Path prefix = temp.resolve("Pair");
    assertMessage(
        prefix
            + "_TRAIN.ts: no such file, nor with .gz, .zip, .zst, .bz2 or .xz; give ts:PREFIX of"
            + " PREFIX_TRAIN.ts and PREFIX_TEST.ts (or .tsv, .txt, .arff), or the folder of both",
        () -> new Ts().read(prefix.toString()));
    assertMessage(
        temp
            + ": the folder has no files NAME_TRAIN.ts and NAME_TEST.ts (or .tsv, .txt, .arff); give the"
            + " folder that holds them",
        () -> new Ts().read(temp.toString()));
    Files.writeString(temp.resolve("Pair_TRAIN.ts"), TRAIN);
    Files.writeString(temp.resolve("Other_TEST.ts"), TEST);
    assertMessage(
        temp + ": the folder has several problems; choose one, as in ts:" + temp.resolve("Other"),
        () -> new Ts().read(temp.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|: the file is empty",
        "'@classLabel true a b~'|:1: the file ends without a line @data; is it cut short?",
        "'@classLabel true a b~1,2:a~'|:2: expected a header line that begins with '@', or @data"
            + " before the first case, found '1,2:a'",
        "'@classLabel true a b~@data~'|:2: there are no cases after @data",
        "'@data~1:a~'|:1: expected a line '@classLabel true' with the names of the classes, or"
            + " '@targetLabel true', before @data",
        "'@timeStamps true~@classLabel true a b~@data~1,2:a~'|:4: expected (time,value),(time,value),"
            + "... as @timestamps true says, found '1,2:a'",
        "'@timeStamps true~@classLabel true a b~@data~(0,1),(1,2:a~'|:4: expected (time,value), found"
            + " '(1,2:a'",
        "'@timeStamps true~@classLabel true a b~@data~(0;1),(1,2):a~'|:4: expected (time,value), found"
            + " '(0;1)'",
        "'@timeStamps true~@classLabel true a b~@data~(0,1),(1,2)~'|:4: expected ',' or ':' after"
            + " '(1,2)'",
        "'@timeStamps true~@classLabel true a b~@data~(0,1),(0,2):a~'|:4: time stamp 2 of a dimension"
            + " is not after the one before it",
        "'@timeStamps true~@classLabel true a b~@data~(0,1),(1,2),(3,2):a~'|:4: the time stamps are"
            + " not evenly spaced: 2.0 after stamp 2 of a dimension, 1.0 before; resample the series,"
            + " or write the values alone with @timestamps false",
        "'@timeStamps true~@classLabel true a b~@data~(0,1),(1,2):(1,1),(2,2):a~'|:4: the time stamps"
            + " of a dimension are not those of the first; dimensions must be measured at the same"
            + " times",
        "'@timeStamps true~@classLabel true a b~@data~(May,1):a~'|:4: expected a time stamp: a number"
            + " or a date such as 2020-01-31 23:59:00, found 'May'",
        "'@seriesLength -1~'|:1: expected @seriesLength and a whole number of 0 or more, found '-1'",
        "'@univariate yes~'|:1: expected @univariate true or false, found 'yes'",
        "'@dimensions many~'|:1: expected @dimensions and a whole number of 1 or more, found 'many'",
        "'@classLabel true a~@data~1:a~'|:1: expected @classLabel true and the names of two classes"
            + " or more, found [a]",
        "'@classLabel true a a~@data~1:a~'|:1: class names must differ: [a, a]",
        "'@classLabel true a b~@data~1,2~'|:3: expected values, ':' and the case's label, found no"
            + " ':'",
        "'@classLabel true a b~@data~1,2:~'|:3: the label is missing after the last ':'",
        "'@classLabel true a bee~@data~1:a~1:be~'|:4: unknown class 'be'; known are a bee;"
            + " did you mean 'bee'?",
        "'@classLabel true a b~@data~1:a~1,x2:b~'|:4: expected a finite number, found 'x2'",
        "'@classLabel true a b~@data~1:a~1,Infinity:b~'|:4: expected a finite number, found"
            + " 'Infinity'",
        "'@targetLabel true~@data~1:2~1:?~'|:4: expected a finite number, found '?'",
        "'@dimensions 2~@classLabel true a b~@data~1:a~'|:4: expected 2 dimensions and a label,"
            + " separated by ':', found 2 parts; is the label missing?",
        "'@classLabel true a b~@data~1:2:a~1:2:3:b~'|:4: expected 2 dimensions and a label,"
            + " separated by ':', found 4 parts",
        "'@classLabel true a b~@data~1,2:1,2,3:a~'|:3: dimension 0 (counted from 0) has 2 values,"
            + " where another of the case has 3",
        "'@equalLength true~@seriesLength 3~@classLabel true a b~@data~1,2:a~'|:5: expected 3"
            + " values, as the header or the first case tells, found 2; where lengths differ, the header"
            + " says @equalLength false",
        "'@equalLength true~@classLabel true a b~@data~1,2:a~1,2,3:b~'|:5: expected 2 values, as the"
            + " header or the first case tells, found 3; where lengths differ, the header says"
            + " @equalLength false",
        "'@classLabel true a b~@data~1:?:a~1:?:b~'|:3: dimension 1 (counted from 0) has no value,"
            + " nor has it one in any training case",
      })
  void saysFileAndLineOfWhatIsWrong(String text, String message) throws IOException {
    String train = text.replace('~', '\n');
    assertMessage(temp.resolve("Pair_TRAIN.ts") + message, () -> read(train, TEST));
  }

  @Test
  void oneClassIsNothingToTellApart() {
    assertMessage(
        temp.resolve("Pair_TRAIN.ts")
            + ": all cases are of one class; there is nothing to tell"
            + " apart",
        () -> read(HEADER + "1:2:up\n3:4:up\n", TEST));
  }

  @Test
  void theFilesMustAgree() {
    Path test = temp.resolve("Pair_TEST.ts");
    assertMessage(
        test + ":6: the training file has cases of 2 dimensions, this one says 3",
        () -> read(TRAIN, "@dimensions 3\n" + TEST));
    assertMessage(
        test + ":6: expected 2 dimensions and a label, separated by ':', found 4 parts",
        () -> read(TRAIN, HEADER + "1:2:3:up\n"));
    assertMessage(
        test + ":5: the training file has the classes up down, this one says the classes up left",
        () -> read(TRAIN, TEST.replace("down", "left")));
    assertMessage(
        test + ":2: the training file has the classes up down, this one says a number to predict",
        () -> read(TRAIN, "@targetLabel true\n@data\n1:2:3\n"));
  }

  private Dataset read(String train, String test) throws IOException {
    write(train, test);
    return new Ts().read(temp.resolve("Pair").toString());
  }

  private void write(String train, String test) throws IOException {
    Files.writeString(temp.resolve("Pair_TRAIN.ts"), train);
    Files.writeString(temp.resolve("Pair_TEST.ts"), test);
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(InputException.class, action).getMessage());
  }
}
