package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.SharedData;
import dev.unroll.data.Sequences;
import dev.unroll.source.ais.AisReport.Count;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AisRealDataTest {

  @Test
  void kitimat() throws IOException {
    AisReading reading = new Ais().reading(SharedData.ais("kitimat_ais_2018-07_to_10.csv.gz"));
    assertEquals(259_727, reading.report().count(Count.ROWS));
    assertEquals(793, reading.report().count(Count.VESSELS));
    assertEquals(3, reading.report().count(Count.NO_TYPE));
    assertEquals(478, reading.report().count(Count.OTHER_TYPE));
    assertEquals(67, reading.report().count(Count.NO_SPEED));
    assertEquals(274, reading.report().count(Count.NO_COURSE));
    assertEquals(849, reading.report().count(Count.AT_REST));
    assertEquals(List.of(29, 38, 169), vessels(reading.dataset().train()));
    assertEquals(List.of(201, 961, 1688), windows(reading.dataset().train()));
    assertFinite(reading.dataset().train());
  }

  @Test
  void northSea() throws IOException {
    Ais usual = new Ais();
    Ais ais =
        new Ais(
            usual.columns(),
            usual.classes(),
            usual.features(),
            new AisWindows(30, 600, 64, 32, 0.5),
            0,
            0);
    AisReading reading = ais.reading(SharedData.ais("northsea_ais_2022-11-01_1h.csv.gz"));
    assertEquals(50_142, reading.report().count(Count.ROWS));
    assertEquals(202, reading.report().count(Count.VESSELS));
    assertEquals(3, reading.report().count(Count.JUMPS));
    assertEquals(List.of(24, 1, 9), vessels(reading.dataset().train()));
    assertFinite(reading.dataset().train());
  }

  @Test
  void noaa() throws IOException {
    Ais usual = new Ais();
    Ais ais =
        new Ais(
            usual.columns(),
            usual.classes(),
            usual.features(),
            new AisWindows(60, 600, 16, 8, 0.5),
            0,
            0);
    AisReading reading =
        ais.reading(SharedData.ais("noaa_marinecadastre_2022-01-03_sample.csv.gz"));
    assertEquals(99_999, reading.report().count(Count.ROWS));
    assertEquals(10_631, reading.report().count(Count.VESSELS));
    assertEquals(2_290, reading.report().otherTypes().get("31"));
    assertEquals(List.of(206, 150, 62), vessels(reading.dataset().train()));
    assertFinite(reading.dataset().train());
  }

  @Test
  void danish() throws IOException {
    AisReading reading =
        new Ais().reading(SharedData.ais("dma_raw_format_210545000_2025-01-25.csv.gz"));
    assertEquals(6_710, reading.report().count(Count.ROWS));
    assertEquals(1, reading.report().count(Count.VESSELS));
    assertEquals(List.of(1, 0, 0), vessels(reading.dataset().train()));
    assertEquals(210_545_000, reading.dataset().train().group(0));
    assertFinite(reading.dataset().train());
  }

  /** Vessels with windows of each of the three classes. */
  private static List<Integer> vessels(Sequences sequences) {
    Map<Integer, TreeSet<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < sequences.size(); i++) {
      groups.computeIfAbsent(sequences.label(i), l -> new TreeSet<>()).add(sequences.group(i));
    }
    List<Integer> counts = new ArrayList<>();
    for (int label = 0; label < 3; label++) {
      counts.add(groups.getOrDefault(label, new TreeSet<>()).size());
    }
    return counts;
  }

  private static List<Integer> windows(Sequences sequences) {
    List<Integer> counts = new ArrayList<>(List.of(0, 0, 0));
    for (int label : sequences.labels()) {
      counts.set(label, counts.get(label) + 1);
    }
    return counts;
  }

  private static void assertFinite(Sequences sequences) {
    for (int i = 0; i < sequences.size(); i++) {
      for (float value : sequences.values(i)) {
        assertTrue(Float.isFinite(value), "sequence " + i + " has " + value);
      }
    }
  }
}
