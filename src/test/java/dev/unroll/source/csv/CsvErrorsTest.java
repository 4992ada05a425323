package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvErrorsTest {

  private static final CsvSplit ALL_TRAIN = new CsvSplit.ByGroup(0, 0, 1);
  private static final CsvTarget LABEL = new CsvTarget.Label("label", List.of());
  private static final CsvColumns COLUMNS = new CsvColumns();

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|: the file is empty; expected a header and rows",
        "'~~'|: the file is empty; expected a header and rows",
        "'index,label,x~'|: the file has a header and no rows",
        "'index,label,x,x~0,a,1,2~'|:1: the header has two columns 'x'",
        "'idx,label,x~0,a,1~'|:1: the header has no column 'index', which columns.sequence (set it"
            + " to '' where each group or the file is one sequence) names; its columns are idx,"
            + " label, x; did you mean 'idx'?",
        "'~index,lable,x~0,a,1~'|:2: the header has no column 'label', which target names; its"
            + " columns are index, lable, x; did you mean 'lable'?",
        "'index,label,x~0,a,1~0,a~'|:3: expected 3 cells, as the header has, found 2",
        "'index,label,x~0,a,1~~0,a,2,3~'|:4: expected 3 cells, as the header has, found 4",
        "'index,label,x~0,a,1~0,a,1e99~'|:3: column 'x': expected a finite number, found '1e99'",
        "'index,label,x~0,a,1~0,a,one~'|:3: column 'x' holds 'one' here and numbers in other rows;"
            + " name it in table.missing where it stands for a missing value, or name the columns"
            + " to take",
        "'index,label,x~0,a,1~0,a,1f~'|:3: column 'x' holds '1f' here and numbers in other rows;"
            + " name it in table.missing where it stands for a missing value, or name the columns"
            + " to take",
        "'index,label,x~0,a,1~0,a,NaN~'|:3: column 'x' has no value ('NaN'); set missing:"
            + " interpolate to take the line between its neighbours in time",
        "'index,label,x~0,,1~'|:2: the class is missing in column 'label'",
        "'index,label,x~,a,1~'|:2: column 'index' is empty",
        "'index,label,x~0,a,1~0,b,1~'|:3: class 'b' in sequence '0', whose rows above are of"
            + " another; one class a sequence, or choose the target window-label or step-label",
        "'index,group,label,x~0,g,a,1~1,g,b,1~0,g,a,1~'|:4: sequence '0' of group 'g' occurred"
            + " before; the rows of a sequence must follow each other: sort the file by it",
        "'index,label,x~0,a,1~1,a,1~'|: all training sequences are of one class, 'a'; there is"
            + " nothing to tell apart",
        "'index,label,x~0,a,warm~1,b,cold~'|: no column of numbers is left for features; its"
            + " columns are index, label, x",
        "'index,label,x~0,a,warm~1,b,1~'|:2: column 'x' holds 'warm' here and numbers in other"
            + " rows; set table.skipRows: 1 where this is a row of units, name it in table.missing"
            + " where it stands for a missing value, or name the columns to take",
        "'index,step,label,x~0,1,a,1~0,2026-01-01,a,1~'|:3: expected a time that is a number, as in"
            + " the rows above, found '2026-01-01'",
        "'index,step,label,x~0,2026-02-30,a,1~'|:2: expected a time that is a number or a date such"
            + " as 2026-01-31 or 2026-01-31T18:30:00, found '2026-02-30'; declare another form by"
            + " timeFormat",
        "'index,step,label,x~0,7,a,1~0,3,a,1~0,7,a,2~'|:2: sequence '0' begins here and has two"
            + " rows of the same time: rows 1 and 3 of it",
      })
  void saysFileAndLineOfWhatIsWrong(String text, String message) {
    assertFails(text.replace('~', '\n'), csv(COLUMNS, LABEL, ALL_TRAIN), message);
  }

  @Test
  void countsTheLinesOfQuotedCells() {
    assertFails(
        "index,label,x\n0,\"a\nb\",1\n1,c,1e99\n",
        csv(COLUMNS, LABEL, ALL_TRAIN),
        ":4: column 'x': expected a finite number, found '1e99'");
    assertFails(
        "index,label,x\n0,\"a\"b,1\n",
        csv(COLUMNS, LABEL, ALL_TRAIN),
        ":2: not readable as CSV: Invalid character between encapsulated token and delimiter");
    assertFails(
        "index,label,x\n0,a,1\n1,\"b,2\n2,c,3\n",
        csv(COLUMNS, LABEL, ALL_TRAIN),
        ":3: a quote is opened in this row and not closed");
  }

  @Test
  void aTimeMustBeOfItsPattern() {
    CsvColumns columns = new CsvColumns("index", "t", "yyyy/MM/dd", "", List.of());
    assertFails(
        "index,t,label,x\n0,2026-01-01,a,1\n",
        csv(columns, LABEL, ALL_TRAIN),
        ":2: expected a time of the pattern yyyy/MM/dd, found '2026-01-01'");
    assertFails(
        "index,t,label,x\n0,2026/01/01,a,1\n0,2026/02/30,a,1\n",
        csv(columns, LABEL, ALL_TRAIN),
        ":3: expected a time of the pattern yyyy/MM/dd, found '2026/02/30'");
  }

  @Test
  void namedColumnsMustBeThere() {
    CsvColumns columns = new CsvColumns("index", "", "", "subject", List.of("z"));
    assertFails(
        "index,label,subjects,x\n0,a,1,1\n",
        csv(columns, LABEL, ALL_TRAIN),
        ":1: the header has no column 'subject', which columns.group names; its columns are index,"
            + " label, subjects, x; did you mean 'subjects'?");
    assertFails(
        "index,label,subject,x\n0,a,1,1\n",
        csv(columns, LABEL, ALL_TRAIN),
        ":1: the header has no column 'z', which columns.features names; its columns are index,"
            + " label, subject, x; did you mean 'x'?");
  }

  @Test
  void classesMustBeKnown() {
    assertFails(
        "index,label,x\n0,walk,1\n1,wlak,1\n",
        csv(COLUMNS, new CsvTarget.Label("label", List.of("walk", "sit")), ALL_TRAIN),
        ":3: unknown class 'wlak'; the settings name walk, sit; did you mean 'walk'?");
    String text = "index,split,label,x\n0,train,a,1\n1,train,b,2\n2,test,c,3\n";
    assertFails(
        text,
        csv(COLUMNS, LABEL, new CsvSplit.ByColumn("split")),
        ":4: class 'c' occurs in the test part and not in training; divide otherwise (see the"
            + " setting split) or leave it out");
  }

  @Test
  void ofOneHotColumnsExactlyOneIsOne() {
    CsvTarget target = new CsvTarget.OneHot(List.of("a", "b"));
    for (String cells : List.of("0,0", "1,1", "1,2", "0.5,0.5")) {
      assertFails(
          "index,a,b,x\n0,1,0,5\n0," + cells + ",5\n",
          csv(COLUMNS, target, ALL_TRAIN),
          ":3: expected 1 in one of the columns a, b and 0 in the others, found "
              + cells.replace(",", ", "));
    }
  }

  @Test
  void partsMustBeKnownAndHoldSomething() {
    CsvSplit split = new CsvSplit.ByColumn("split");
    assertFails(
        "index,split,label,x\n0,trian,a,1\n",
        csv(COLUMNS, LABEL, split),
        ":2: expected one of train, validation, test in column 'split', found 'trian'; did you"
            + " mean 'train'?");
    assertFails(
        "index,split,label,x\n0,train,a,1\n0,test,a,1\n",
        csv(COLUMNS, LABEL, split),
        ":3: sequence '0' is of another part in the rows above; a sequence is of one");
    assertFails(
        "index,split,label,x\n0,test,a,1\n1,test,b,1\n",
        csv(COLUMNS, LABEL, split),
        ": no sequence is in the training part; see the setting split");
    assertFails(
        "index,group,label,x\n0,g,a,1\n1,g,b,1\n",
        new Csv(),
        ": has 1 group, too few for parts of whole groups: 1 for test, 0 for validation and one or"
            + " more for training; set split.test to 0, or split by-time");
  }

  @Test
  void numbersToPredictMustBeThere() {
    assertFails(
        "index,x,y\n0,1,\n",
        csv(COLUMNS, new CsvTarget.Numbers(List.of("y")), ALL_TRAIN),
        ":2: column 'y': expected a finite number, found ''");
  }

  @Test
  void aWindowMustFit() {
    assertFails(
        "index,label,x\n0,a,1\n0,a,2\n1,b,1\n",
        new Csv(Csv.Form.LONG, COLUMNS, LABEL, ALL_TRAIN, Csv.Missing.ERROR, 3, 1),
        ": no sequence has the 3 steps of a window; the longest has 2; choose a smaller window");
  }

  @Test
  void aFeatureWithoutAnyValueCannotBeInterpolated() {
    assertFails(
        "index,label,x\n0,a,1\n1,b,?\n1,b,\n",
        new Csv(Csv.Form.LONG, COLUMNS, LABEL, ALL_TRAIN, Csv.Missing.INTERPOLATE, 0, 0),
        ":3: 'x' has no value in any row of sequence '1', which begins here; remove the sequence"
            + " or the feature");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'label,age~a,1~'|:1: expected columns NAME_0, NAME_1, ... for the steps of a signal; the"
            + " columns are label, age",
        "'label,x_0,x_1,pm25~a,1,2,3~'|:1: signal 'pm' has steps 25 to 25 (1), the first signal has"
            + " 0 to 1 (2); expected the same without gaps, or name the signals in"
            + " columns.features",
        "'label,x_0,x_2~a,1,2~'|:1: signal 'x' has steps 0 to 2 (2), the first signal has 0 to 2"
            + " (2); expected the same without gaps, or name the signals in columns.features",
        "'label,x_1,x_01~a,1,2~'|:1: two columns are the same step; one of them is 'x_01'",
        "'label,x_0,x_1~a,,~'|:2: the row has no values",
        "'label,x_0,x_1~a,,1~'|:2: column 'x_0' has no value (''); set missing: interpolate to take"
            + " the line between its neighbours in time",
      })
  void saysWhatIsWrongWithARowASequence(String text, String message) {
    assertFails(text.replace('~', '\n'), wide(COLUMNS), message);
  }

  @Test
  void namedSignalsMustBeThere() {
    assertFails(
        "label,x_0,x_1\na,1,2\n",
        wide(new CsvColumns("", "", "", "", List.of("y"))),
        ":1: there are no columns y_0, y_1, ..., which columns.features names; signals are x; did"
            + " you mean 'x'?");
  }

  @Test
  void theFileMustBeThere() {
    Path file = temp.resolve("none.csv");
    assertMessage(file + ": no such file; check the path", () -> new Csv().read(file.toString()));
  }

  @Test
  void settingsMustFitTogether() {
    assertMessage(
        "stride: 5 needs a window; set window", () -> settings(Csv.Form.LONG, LABEL, 0, 5));
    assertMessage(
        "window: expected a whole number of 0 or more, got -1",
        () -> settings(Csv.Form.LONG, LABEL, -1, 0));
    assertMessage(
        "split: by-time takes the last windows of each sequence for test; set window",
        () -> csv(COLUMNS, LABEL, new CsvSplit.ByTime(0.2, 0)));
    assertMessage(
        "target: step-label needs a row a step; set form: long",
        () -> settings(Csv.Form.WIDE, new CsvTarget.StepLabel("label", List.of()), 0, 0));
    assertMessage(
        "columns.timeFormat: a row of the form wide has no time; set form: long",
        () -> wide(new CsvColumns("", "t", "yyyy", "", List.of())));
    assertMessage(
        "columns.features: [y] are to be predicted; name others",
        () ->
            csv(
                new CsvColumns("", "", "", "", List.of("x", "y")),
                new CsvTarget.Numbers(List.of("y")),
                ALL_TRAIN));
    assertMessage(
        "features: each column may be named once, got [x, x]",
        () -> new CsvColumns("", "", "", "", List.of("x", "x")));
    assertMessage(
        "timeFormat: 'HH:mm' needs the column that it is about; set time",
        () -> new CsvColumns("", "", "HH:mm", "", List.of()));
    assertMessage(
        "timeFormat: expected a pattern such as yyyy-MM-dd HH:mm:ss, got 'b' (Unknown pattern"
            + " letter: b)",
        () -> new CsvColumns("", "t", "b", "", List.of()));
    assertMessage(
        "classes: expected two or more, or none where the file is to tell, got [a]",
        () -> new CsvTarget.Label("label", List.of("a")));
    assertMessage(
        "classes: each once, got [a, a]", () -> new CsvTarget.StepLabel("l", List.of("a", "a")));
    assertMessage(
        "columns: expected two or more, one a class, got [a]",
        () -> new CsvTarget.OneHot(List.of("a")));
    assertMessage(
        "columns: expected one or more, one a number, got none",
        () -> new CsvTarget.Numbers(List.of()));
    assertMessage(
        "column: expected the name of the column that tells the parts",
        () -> new CsvSplit.ByColumn(""));
    assertMessage(
        "test and validation: expected shares that leave some for training, got 0.5 and 0.5",
        () -> new CsvSplit.ByGroup(0.5, 0.5, 1));
  }

  private static Csv settings(Csv.Form form, CsvTarget target, int window, int stride) {
    return new Csv(form, COLUMNS, target, ALL_TRAIN, Csv.Missing.ERROR, window, stride);
  }

  private static Csv wide(CsvColumns columns) {
    return new Csv(Csv.Form.WIDE, columns, LABEL, ALL_TRAIN, Csv.Missing.ERROR, 0, 0);
  }

  private static Csv csv(CsvColumns columns, CsvTarget target, CsvSplit split) {
    return new Csv(Csv.Form.LONG, columns, target, split, Csv.Missing.ERROR, 0, 0);
  }

  private void assertFails(String text, Csv csv, String message) {
    Path file = temp.resolve("a.csv");
    assertMessage(file + message, () -> csv.read(Files.writeString(file, text).toString()));
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(InputException.class, action).getMessage());
  }
}
