package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unroll.check.InputException;
import dev.unroll.data.DataSource;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.RecordWriter;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.csv.CsvSplit;
import dev.unroll.source.csv.CsvTarget;
import dev.unroll.source.table.TableFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvSettingsTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void theDefaultsOfARecipeAreThoseOfTheCommandLine() throws JsonProcessingException {
    assertEquals(new Csv(), read("type: csv"));
  }

  @Test
  void targetAndSplitKeepTheirKindWhereOnlyASettingIsGiven() throws JsonProcessingException {
    Csv csv = (Csv) read("{type: csv, target: {column: activity}, split: {test: 0.5}}");
    assertEquals(new CsvTarget.Label("activity", List.of()), csv.target());
    assertEquals(new CsvSplit.ByGroup(0.5, 0, 1), csv.split());
  }

  @Test
  void readsEverySetting() throws JsonProcessingException {
    Csv csv =
        (Csv)
            read(
                "{type: csv, form: wide, columns: {sequence: '', group: person, features: [x]},"
                    + " target: {type: one-hot, columns: [a, b]},"
                    + " split: {type: by-time, test: 0.1}, missing: interpolate, window: 10,"
                    + " stride: 5}");
    assertEquals(Csv.Form.WIDE, csv.form());
    assertEquals("person", csv.columns().group());
    assertEquals(new CsvTarget.OneHot(List.of("a", "b")), csv.target());
    assertEquals(new CsvSplit.ByTime(0.1, 0), csv.split());
    assertEquals(Csv.Missing.INTERPOLATE, csv.missing());
    assertEquals(5, csv.stride());
  }

  @Test
  void howATableIsWrittenIsPartOfEveryReader() throws JsonProcessingException {
    String table =
        "table: {separator: semicolon, decimal: comma, header: none, names: [label, '*'],"
            + " skipLines: 3, skipRows: 1, comment: '#', encoding: windows-1251,"
            + " missing: [-999, void], sentinels: keep}";
    TableFormat format =
        new TableFormat(
            "semicolon",
            "comma",
            TableFormat.Header.NONE,
            List.of("label", "*"),
            3,
            1,
            "#",
            "windows-1251",
            List.of("-999", "void"),
            TableFormat.Sentinels.KEEP);
    for (String kind : List.of("csv", "climate", "ais")) {
      DataSource reader = read("{type: " + kind + ", " + table + "}");
      assertEquals(reader, read(RecordWriter.write(reader).toString()));
    }
    assertEquals(format, ((Csv) read("{type: csv, " + table + "}")).table());
    assertEquals(';', format.separatorMark());
    assertEquals(',', format.decimalMark());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "separator: '::'|separator: expected one character, or comma, semicolon, tab, bar or blanks,"
            + " got '::'",
        "decimal: dot|decimal: expected point or comma, got 'dot'",
        "encoding: utf-99|encoding: expected one such as UTF-8, UTF-16LE or windows-1252, got 'utf-99'",
        "names: [a, a]|names: each may be there once, got [a, a]",
        "skipLines: -1|skipLines: expected a whole number of 0 or more, got -1",
      })
  void saysWhichSettingOfATableIsWrong(String setting, String message) {
    InputException e =
        assertThrows(InputException.class, () -> read("{type: csv, table: {" + setting + "}}"));
    assertEquals("r.yaml: table: " + message, e.getMessage());
  }

  @Test
  void oneNameStandsForAListOfIt() throws JsonProcessingException {
    Csv one = (Csv) read("{type: csv, columns: {time: Date, features: x}}");
    assertEquals(read("{type: csv, columns: {time: [Date], features: [x]}}"), one);
    assertEquals(List.of("Date"), one.columns().time());
  }

  private static DataSource read(String yaml) throws JsonProcessingException {
    return new RecordReader("r.yaml").read(YAML.readTree(yaml), DataSource.class);
  }
}
