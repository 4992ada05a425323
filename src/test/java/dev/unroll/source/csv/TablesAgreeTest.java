package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.data.Sequences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What trains a model and what it predicts are read alike. */
class TablesAgreeTest {

  private static final Csv SETTINGS =
      new Csv(
          Csv.Form.LONG,
          new CsvColumns("index", "step", "", "group", List.of("x", "y")),
          new CsvTarget.Label("label", List.of()),
          new CsvSplit.ByGroup(0, 0, 1),
          Csv.Missing.ERROR,
          0,
          0);

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "index,label,x,y~a,p,1,2~a,p,3,4~b,q,5,6~",
        "\uFEFFindex,label,x,y~a,p,1,2~b,q,5,6~",
        "~  ~index,label,x,y~~a,p,1,2~ ~\t~b,q,5,6~~",
        "index;label;x;y~a,c;p;1;2~b;q;5;6~",
        "index\tlabel\tx\ty~a;c\tp\t1\t2~b\tq\t5\t6",
        "\"index\",\"label\",\"x\",\"y\"~\"a\",\"p\",\"1\",\"2\"~b,q,5,6~",
        "index,label,x,y~\"a, \"\"b\"\"\",p,1,2~b,q,5,6~",
        "index,label,x,y~\"a~b\",p,1,2~b,q,5,6~",
        " index , label , x , y ~ a , p , 1 , 2 ~ b , q , 5 , 6 ~",
        "index,label,x,y~\" a \",p,\" 1\",2~b,q,5,6~",
        "index,label,x,y\r~a,p,1,2\r~b,q,5,6\r~",
        "index,label,x,y~a,p,1e3,-.5~b,q,+5.,6E-2~",
        "index,label,,x,y,~a,p,,1,2,~b,q,,5,6,~",
        "index;label;x;y~a;p;1,5;2~b;q;-5;,6~",
        "index|label|x|y~a|p|1|2~b|q|5|6~",
        "index  label x y~ a p   1 2~b q 5 6 ~",
        "# of a logger~# 50 Hz~index,label,x,y~a,p,1,2~b,q,5,6~",
        "# index,label,x,y~a,p,1,2~b,q,5,6~",
      })
  void takeTheSameOfOddTables(String text) throws IOException {
    Path file = write(text);
    Sequences trained = SETTINGS.read(file.toString()).train();
    SequenceCsv.Table asked = SequenceCsv.read(file, List.of("x", "y"), 9, true);
    assertEquals(2, asked.sequences().size());
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(trained.values(i), asked.sequences().values(i));
    }
    assertEquals(List.of("x", "y"), SETTINGS.columns().features());
    assertEquals("x", SequenceCsv.columns(file).stream().filter("x"::equals).findFirst().get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "index,label,x,y~a,p,1,2~b,q,5f,6~",
        "index,label,x,y~a,p,1,2~b,q,5d,6~",
        "index,label,x,y~a,p,1,2~b,q,'5',6~",
        "index,label,x,y~a,p,1,2~b,q,Infinity,6~",
        "index,label,x,y~a,p,1,2~b,q,1e99,6~",
        "index,label,x,y~a,p,1,2~b,q,5~",
        "index,label,x,y~~a,p,1,2~b,q,5,6,7~",
        "index,label,x,x~a,p,1,2~b,q,5,6~",
        "index,label,x,y~a,p,1,2~\"b,q,5,6~",
        "index,label,x,y~a,p,1,2~\"b\"c,q,5,6~",
        "index,label,x,y~a,p,1,2~b,q, \"5,6\"~",
        "index,label,x,y~a,p,1,2~b,q,5,6~a,p,7,8~",
      })
  void refuseTheSame(String text) throws IOException {
    Path file = write(text);
    InputException trained =
        assertThrows(InputException.class, () -> SETTINGS.read(file.toString()));
    InputException asked =
        assertThrows(
            InputException.class, () -> SequenceCsv.read(file, List.of("x", "y"), 9, true));
    assertEquals(place(trained), place(asked), trained.getMessage() + "\n" + asked.getMessage());
  }

  /** File and line, and what is wrong unless the words are about sequences. */
  private String place(InputException e) {
    String message = e.getMessage().replace("sequence 'a'", "index 'a'");
    return message.replaceFirst(": sort the file.*", "");
  }

  @Test
  void filesMayBePacked() throws IOException {
    Path file = temp.resolve("a.csv.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("index,x\na,1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    assertEquals(1, SequenceCsv.read(file, List.of("x"), 1, false).sequences().value(0, 0, 0));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(temp.resolve("a.csv"), text.replace('~', '\n'));
  }
}
