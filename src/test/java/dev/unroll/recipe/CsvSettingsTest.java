package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unroll.data.DataSource;
import dev.unroll.settings.RecordReader;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.csv.CsvSplit;
import dev.unroll.source.csv.CsvTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  private static DataSource read(String yaml) throws JsonProcessingException {
    return new RecordReader("r.yaml").read(YAML.readTree(yaml), DataSource.class);
  }
}
