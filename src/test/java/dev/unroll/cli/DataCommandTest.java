package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at data before a training. */
class DataCommandTest {

  @TempDir Path temp;

  private Path file;

  @BeforeEach
  void write() throws IOException {
    StringBuilder text = new StringBuilder("recording,t,activity,acc,</script>\n");
    for (int i = 0; i < 10; i++) {
      for (int t = 0; t < 3 + i % 3; t++) {
        text.append("r").append(i).append(',').append(t).append(i % 2 == 0 ? ",up," : ",down,");
        text.append(t == 1 ? "?" : Integer.toString(i)).append(',').append(t).append('\n');
      }
    }
    file = Files.writeString(temp.resolve("mine.csv"), text);
  }

  private static final String[] SETTINGS = {
    "--set",
    "data.reader.columns.sequence=recording",
    "--set",
    "data.reader.columns.time=t",
    "--set",
    "data.reader.target.column=activity",
    "--set",
    "data.reader.missing=interpolate"
  };

  private Call data(Object... words) {
    Object[] all = new Object[1 + words.length + SETTINGS.length];
    all[0] = "data";
    System.arraycopy(words, 0, all, 1, words.length);
    System.arraycopy(SETTINGS, 0, all, 1 + words.length, SETTINGS.length);
    return Call.of(all);
  }

  private static final String DESCRIPTION =
      """
      mine
      signals                          least         mean         most    missing     filled
        acc                          0.00000      4.53846      9.00000         10         10
        </script>                    0.00000      1.53846      4.00000          0          0

      train: 8 sequences of 3 to 5 steps (mean 4.1), 8 sequences
      """;

  @Test
  void settingsSayHowTheyAreRead() {
    String text = data("csv:" + file).done().out();
    assertTrue(text.startsWith(DESCRIPTION), text);
    assertTrue(text.contains("\n\ntest: 2 sequences of "), text);
    assertEquals(text, data("har-gru", "--data", "csv:" + file).done().out());
  }

  @Test
  void aRecipeSaysHowTheyAreRead() throws IOException {
    Path recipe =
        Files.writeString(
            temp.resolve("walks.yaml"),
            """
            name: walks
            data:
              source: "csv:%s"
              reader:
                columns: {sequence: recording, time: t}
                target: {column: activity}
                missing: interpolate
            model: {layers: [{type: recurrent, cell: {type: gru, units: 2}}, readout]}
            """
                .formatted(file.toString().replace("\\", "/")));
    String text = Call.of("data", recipe).done().out();
    assertTrue(text.startsWith(DESCRIPTION), text);
    String held = Call.of("data", recipe, "--set", "data.validationSubjects=2").done().out();
    assertTrue(held.contains("\nvalidation: 2 sequences of "), held);
  }

  @Test
  void aPageShowsTheFirstSequencesOfEachClass() throws IOException {
    Path page = temp.resolve("data.html");
    String told = data("csv:" + file, "--out", page, "--limit", 4).done().out();
    assertEquals("4 sequences of mine, train, in " + page + System.lineSeparator(), told);
    String html = Files.readString(page);
    assertTrue(html.contains("<td>acc</td><td></td><td>0.00000</td><td>4.53846</td>"), html);
    assertTrue(html.contains("4 of 8 sequences of the train part, the first of each class"));
    assertEquals(5, html.split("<figure><figcaption>", -1).length, "four pictures");
    assertEquals(3, html.split("<figcaption>r\\d: up<", -1).length, "two of each class");
    assertFalse(html.matches("(?s).*<(script|link|img)[^>]* (src|href)=.*"), "needs nothing else");
    assertFalse(html.contains("</script>"), "names are no markup");
    assertTrue(html.contains("&lt;/script&gt;</span>"), html);
  }

  @Test
  void saysWhatIsWrong() {
    Call.of("data", "csv:" + file, "--set", "model.normalize=false")
        .assertRefused(
            "setting 'model.normalize=false': data alone are read by settings that begin with"
                + " data., such as data.reader.missing=interpolate; or give a recipe");
    Call.of("data", "csv:" + file, "--data", "csv:" + file)
        .assertRefused("--data tells a recipe what to read; leave it out, or 'csv:");
    Call.of("data", "csv:" + file, "--set", "data.reader.columns.vessel=a")
        .assertRefused("settings: data.reader.columns.vessel: unknown key; known here: sequence");
    data("csv:" + file, "--out", temp.resolve("a.csv"), "--split", "validation")
        .assertRefused("the data 'mine' have no validation part; choose another --split");
  }
}
