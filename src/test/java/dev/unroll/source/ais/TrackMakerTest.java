package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.source.ais.AisReport.Count;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected numbers are computed by hand. */
class TrackMakerTest {

  private static final AisWindows MINUTES = new AisWindows(60, 300, 3, 3, 0.5);

  private final AisReport.Tally tally = new AisReport.Tally();
  private final VesselRows rows = new VesselRows();

  @Test
  void interpolatesToEvenSteps() {
    rows.add(1000, 50, 10, 6, 350);
    rows.add(1090, 50.003, 10.0015, 9, 20);
    rows.add(1180, 50.006, 10.0015, 12, 20);
    rows.add(1200, 50.006, 10.0015, 12, 20);
    Track track = only();
    assertArrayEquals(new double[] {50, 50.002, 50.004, 50.006}, track.latitudes(), 1e-7);
    assertArrayEquals(new double[] {10, 10.001, 10.0015, 10.0015}, track.longitudes(), 1e-7);
    assertArrayEquals(new double[] {6, 8, 10, 12}, track.speeds(), 1e-6);
    // Two thirds from 350 to 20 degrees by sine and cosine: atan2(.170134, .954731).
    assertArrayEquals(new double[] {350, 10.1039, 20, 20}, track.courses(), 1e-3);
  }

  @Test
  void putsRowsInTheOrderOfTime() {
    rows.add(120, 50.002, 10, 3, 0);
    rows.add(0, 50, 10, 1, 0);
    rows.add(60, 50.001, 10, 2, 0);
    assertArrayEquals(new double[] {1, 2, 3}, only().speeds(), 1e-6);
  }

  @Test
  void crossesTheDateLineTheShortWay() {
    rows.add(0, 0, 179.999, 5, 90);
    rows.add(120, 0, -179.999, 5, 90);
    assertArrayEquals(new double[] {179.999, 180, -179.999}, only().longitudes(), 1e-7);
  }

  @Test
  void takesMissingSpeedsAndCoursesFromPositions() {
    for (int minute = 0; minute < 4; minute++) {
      rows.add(60 * minute, 50, 10 + 0.001 * minute, Double.NaN, Double.NaN);
    }
    Track track = only();
    // 0.001 degrees of 111.195 m / 0.001 at the equator, times cos 50 degrees, in a minute.
    double knots = 111.1951 * 0.6427876 / 60 / 0.5144444;
    assertArrayEquals(new double[] {knots, knots, knots, knots}, track.speeds(), 1e-3);
    assertArrayEquals(new double[] {90, 90, 90, 90}, track.courses(), 1e-3);
  }

  @Test
  void aSpeedBesideAMissingOneComesFromPositions() {
    rows.add(0, 50, 10, 5, 0);
    rows.add(60, 50.001, 10, Double.NaN, Double.NaN);
    rows.add(150, 50.002, 10, 7, 0);
    // 185.33 m from the first step to the last in 120 s; 74.13 m from the second in 60 s.
    assertArrayEquals(new double[] {5, 3.002, 2.402}, only().speeds(), 1e-3);
  }

  @Test
  void aVesselThatStaysKeepsItsCourse() {
    rows.add(0, 50, 10, 0, 70);
    rows.add(60, 50, 10, 0, Double.NaN);
    rows.add(120, 50, 10, 0, Double.NaN);
    rows.add(180, 50, 10, 0, Double.NaN);
    assertArrayEquals(new double[] {70, 70, 70, 70}, only().courses(), 1e-3);
  }

  @Test
  void ofTwoRowsOfATimeTheFirstCounts() {
    rows.add(0, 50, 10, 5, 0);
    rows.add(60, 50.001, 10, 6, 0);
    rows.add(60, 50.002, 10, 60, 0);
    rows.add(120, 50.002, 10, 7, 0);
    assertArrayEquals(new double[] {5, 6, 7}, only().speeds(), 1e-6);
    assertEquals(1, count(Count.DUPLICATES));
  }

  @Test
  void leavesOutAPositionThatCannotBeReached() {
    rows.add(0, 50, 10, 5, 0);
    rows.add(60, 51, 10, 6, 0);
    rows.add(120, 50.002, 10, 7, 0);
    assertArrayEquals(new double[] {50, 50.001, 50.002}, only().latitudes(), 1e-6);
    assertEquals(1, count(Count.JUMPS));
  }

  @Test
  void goesOnWhereTheRowsAfterAJumpAgree() {
    for (int minute = 0; minute < 6; minute++) {
      rows.add(60 * minute, minute < 3 ? 50 : 51, 10, 5, 0);
    }
    List<Track> tracks = new TrackMaker(MINUTES, tally).tracks(rows);
    assertEquals(2, tracks.size());
    assertEquals(51, tracks.get(1).latitudes()[0]);
    assertEquals(0, count(Count.JUMPS));
  }

  @Test
  void splitsAtLongGaps() {
    for (int minute : new int[] {0, 1, 2, 7, 13, 14, 15, 16, 30}) {
      rows.add(60 * minute, 50, 10, 5, 0);
    }
    List<Track> tracks = new TrackMaker(MINUTES, tally).tracks(rows);
    assertEquals(List.of(8, 4), tracks.stream().map(Track::steps).toList());
    assertEquals(3, count(Count.TRACKS));
    assertEquals(1, count(Count.SHORT_TRACKS));
  }

  @Test
  void aVesselWithoutRowsHasNoTrack() {
    assertEquals(List.of(), new TrackMaker(MINUTES, tally).tracks(rows));
    assertEquals(0, count(Count.TRACKS));
  }

  private Track only() {
    List<Track> tracks = new TrackMaker(MINUTES, tally).tracks(rows);
    assertEquals(1, tracks.size());
    return tracks.get(0);
  }

  private long count(Count what) {
    return tally.report().count(what);
  }
}
