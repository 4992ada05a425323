package dev.unroll;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

  /** A package uses only those before it. */
  private static final List<String> ORDER =
      List.of(
          "check",
          "files",
          "data",
          "augment",
          "source",
          "graph",
          "layer",
          "model",
          "evaluate",
          "train",
          "inspect",
          "interop",
          "convert",
          "report",
          "recipe",
          "bench",
          "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.unroll");

  @Test
  void packagesUseOnlyThoseBeforeThem() {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] later =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(name -> "dev.unroll." + name + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("dev.unroll." + ORDER.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .allowEmptyShould(false)
          .check(CLASSES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "files", "data", "augment", "source", "evaluate"})
  void plainPackagesDoNotKnowTensorFlow(String name) {
    noClasses()
        .that()
        .resideInAPackage("dev.unroll." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tensorflow..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.unroll.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  /** Those who ask for an optional part before they use it. */
  @ParameterizedTest
  @CsvSource({
    "org.bytedeco.., VideoFile|FrameScaler",
    "io.jhdf.., Hdf5File",
    "org.apache.commons.., CsvCells|SequenceCsv|ClimateHeader|PredictCommand",
    "picocli.., CommandFactory|[A-Za-z]+Command|LoadOptions",
    "me.tongfei.., ProgressDisplay"
  })
  void optionalPartsAreUsedBehindTheirQuestion(String libraries, String users) {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.(" + users + ")(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(libraries)
        .check(CLASSES);
  }

  @Test
  void everyPackageIsInTheOrder() {
    String[] known = ORDER.stream().map(name -> "dev.unroll." + name + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(known)
        .should()
        .haveNameMatching("dev\\.unroll\\.[a-z]+\\..*")
        .check(CLASSES);
  }
}
