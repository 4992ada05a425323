package dev.unroll.doctor.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.doctor.finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the doctor says of cases that a look at recipe and data shows. Those that short trainings or
 * a run show are asked for by {@code -Dunroll.probes=true}: they take minutes.
 */
class CasesTest {

  @TempDir private Path folder;

  static Stream<Case> shownByData() {
    return OpenCases.ALL.stream().filter(c -> c.look() == Case.Look.DATA);
  }

  @Test
  void thereAreFortyCasesAndTheTwelveOfDeepmufl() {
    assertEquals(40, OpenCases.ALL.size());
    assertEquals(12, DeepmuflCases.ALL.size());
    Set<String> ids = new HashSet<>();
    Stream.of(OpenCases.ALL, DeepmuflCases.ALL, SeededCases.ALL)
        .flatMap(List::stream)
        .forEach(c -> assertTrue(ids.add(c.id()), c.id()));
  }

  @ParameterizedTest
  @MethodSource("shownByData")
  void theCauseIsFirst(Case one) throws IOException {
    assumeTrue(one.there(), "skipped: its data are not here");
    Diagnosis diagnosis = Examination.of(one.sick(), Case.Look.DATA, folder, 1, 0);
    assertTrue(one.hitFirst(diagnosis), () -> one.id() + ": " + CasesTrial.words(diagnosis));
  }

  @ParameterizedTest
  @MethodSource("shownByData")
  void theTwinIsWell(Case one) throws IOException {
    assumeTrue(one.there(), "skipped: its data are not here");
    Diagnosis diagnosis = Examination.of(one.well(), Case.Look.DATA, folder, 1, 0);
    assertTrue(
        diagnosis.findings().stream().allMatch(f -> f.level() == Level.NOTE),
        () -> one.id() + ": " + CasesTrial.words(diagnosis));
  }

  static Stream<Case> shownByTraining() {
    return OpenCases.ALL.stream().filter(c -> c.look() != Case.Look.DATA);
  }

  @ParameterizedTest
  @MethodSource("shownByTraining")
  @EnabledIfSystemProperty(named = "unroll.probes", matches = "true")
  void theCauseIsAmongTheFirstThree(Case one) throws IOException {
    assumeTrue(one.there(), "skipped: its data are not here");
    Diagnosis diagnosis =
        Examination.of(
            one.sick(), one.look(), Files.createDirectory(folder.resolve("sick")), 1, 60);
    assertTrue(one.hitEarly(diagnosis), () -> one.id() + ": " + CasesTrial.words(diagnosis));
    Diagnosis twin =
        Examination.of(
            one.well(), one.look(), Files.createDirectory(folder.resolve("well")), 1, 60);
    assertTrue(
        one.first().isEmpty() || Case.counted(twin).isEmpty(),
        () -> one.id() + ": " + CasesTrial.words(twin));
  }
}
