package dev.unroll.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Tried;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static Finding finding(Kind kind, Level level) {
    return Finding.of(kind, level, "seen", "");
  }

  private static Finding tried(Kind kind, double before, double after) {
    return finding(kind, Level.SUSPECT).with(new Tried(100, "accuracy", before, after, 0, 0));
  }

  private static List<Kind> kinds(List<Finding> findings) {
    return findings.stream().map(Finding::kind).toList();
  }

  @Test
  void aCauseStandsBeforeASurerSymptomAndIsAsSure() {
    List<Finding> ranked =
        Ranking.withCauses(
            List.of(
                finding(Kind.NOT_FINITE, Level.FAULT),
                tried(Kind.LEARNING_RATE, 2, 1.8),
                finding(Kind.INPUT_SCALE, Level.SUSPECT)));
    assertEquals(List.of(Kind.INPUT_SCALE), kinds(ranked));
    assertEquals(Level.FAULT, ranked.get(0).level());
    assertEquals(List.of(Kind.NOT_FINITE, Kind.LEARNING_RATE), kinds(ranked.get(0).explained()));
  }

  @Test
  void notesExplainNothing() {
    List<Finding> ranked =
        Ranking.withCauses(
            List.of(
                finding(Kind.INPUT_SCALE, Level.NOTE), finding(Kind.SATURATION, Level.SUSPECT)));
    assertEquals(List.of(Kind.SATURATION, Kind.INPUT_SCALE), kinds(ranked));
  }

  @Test
  void whatHelpedGreatlyComesBeforeAnEarlierStage() {
    List<Finding> ranked =
        Ranking.order(
            List.of(
                finding(Kind.BOTTLENECK, Level.SUSPECT),
                tried(Kind.PENALTY, 2, 0.3),
                tried(Kind.DEAD_UNITS, 2, 1.8)));
    assertEquals(List.of(Kind.PENALTY, Kind.DEAD_UNITS, Kind.BOTTLENECK), kinds(ranked));
  }

  @Test
  void aChangeThatMendsDivergenceHelpedGreatly() {
    List<Finding> ranked =
        Ranking.order(
            List.of(tried(Kind.BOTTLENECK, 2, 1.8), tried(Kind.GRADIENT_SIZE, Double.NaN, 1)));
    assertEquals(Kind.GRADIENT_SIZE, ranked.get(0).kind());
  }

  @Test
  void theSameIsSaidOnce() {
    List<Finding> ranked =
        Ranking.withCauses(
            List.of(
                finding(Kind.FUTURE_USED, Level.SUSPECT), finding(Kind.FUTURE_USED, Level.NOTE)));
    assertEquals(1, ranked.size());
    assertEquals(1, ranked.get(0).explained().size());
  }

  /** Whatever is found together, in whatever order: nothing is lost in a circle of causes. */
  @Test
  void nothingIsLost() {
    Random random = new Random(1);
    for (int trial = 0; trial < 500; trial++) {
      List<Kind> some = new ArrayList<>(List.of(Kind.values()));
      Collections.shuffle(some, random);
      List<Finding> findings =
          some.subList(0, 2 + random.nextInt(some.size() - 2)).stream()
              .map(kind -> finding(kind, List.of(Level.values()).get(random.nextInt(3))))
              .toList();
      List<Finding> ranked = Ranking.withCauses(findings);
      int count = ranked.stream().mapToInt(f -> 1 + f.explained().size()).sum();
      assertEquals(findings.size(), count, findings.toString());
    }
  }

  @Test
  void aChangeThatHelpedGreatlyTellsWhereSymptomsComeFrom() {
    List<Finding> symptoms =
        List.of(finding(Kind.ONE_BATCH, Level.SUSPECT), finding(Kind.UPDATE_RATIO, Level.SUSPECT));
    List<Finding> all = new ArrayList<>(symptoms);
    all.add(tried(Kind.TOO_FEW_STEPS, 2, 0.5));
    List<Finding> ranked = Ranking.withCauses(all);
    assertEquals(List.of(Kind.TOO_FEW_STEPS), kinds(ranked));
    assertEquals(2, ranked.get(0).explained().size());
    all.set(2, tried(Kind.GRADIENT_SIZE, 2, 1.9));
    assertEquals(
        List.of(Kind.GRADIENT_SIZE, Kind.ONE_BATCH), kinds(Ranking.withCauses(all)).subList(0, 2));
  }

  @Test
  void whatHelpsFarMoreThanItsCauseStandsBeforeIt() {
    List<Finding> both =
        List.of(tried(Kind.LEARNING_RATE, 0.45, 0.08), tried(Kind.FELL_OFF, 0.45, 0.006));
    assertEquals(List.of(Kind.FELL_OFF, Kind.LEARNING_RATE), kinds(Ranking.withCauses(both)));
    both = List.of(tried(Kind.LEARNING_RATE, 0.45, 0.08), tried(Kind.FELL_OFF, 0.45, 0.07));
    assertEquals(List.of(Kind.LEARNING_RATE), kinds(Ranking.withCauses(both)));
  }
}
