package dev.unroll;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.op.Ops;

class ArchitectureTest {

  private static final String ROOT = "dev.unroll";
  private static final Path SOURCES = Path.of("src/main/java/dev/unroll");
  private static final Pattern NAME = Pattern.compile("\\{@code ([a-z0-9.]+)}");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** What a package uses is what its package-info says that it may use, no more and no less. */
  @Test
  void packagesUseWhatTheySayTheyUse() throws IOException {
    Map<String, SortedSet<String>> used = new TreeMap<>();
    for (JavaClass one : CLASSES) {
      String from = name(one.getPackageName());
      used.computeIfAbsent(from, name -> new TreeSet<>());
      for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        String to = target.getPackageName();
        if ((to.equals(ROOT) || to.startsWith(ROOT + ".")) && !name(to).equals(from)) {
          used.get(from).add(name(to));
        }
      }
    }
    Map<String, SortedSet<String>> stated = new TreeMap<>();
    for (String name : used.keySet()) {
      stated.put(name, stated(name));
    }
    assertEquals(text(stated), text(used));
  }

  /** Packages by the longest way down from them: one that uses another comes after it. */
  @Test
  void packagesDoNotGoInCircles() throws IOException {
    List<String> open = new ArrayList<>();
    try (var files = Files.walk(SOURCES)) {
      files
          .filter(file -> file.endsWith("package-info.java"))
          .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
          .forEach(open::add);
    }
    while (!open.isEmpty()) {
      List<String> done = new ArrayList<>();
      for (String name : open) {
        if (stated(name).stream().noneMatch(open::contains)) {
          done.add(name);
        }
      }
      assertEquals(false, done.isEmpty(), "a circle among " + open);
      open.removeAll(done);
    }
  }

  private static String name(String packageName) {
    return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
  }

  /** What the package-info of a package says that it may use. */
  private static SortedSet<String> stated(String name) throws IOException {
    Path folder = SOURCES.resolve(name.replace('.', '/'));
    // A line may end inside a tag.
    String text =
        Files.readString(folder.resolve("package-info.java")).replaceAll("\\R \\* ?", " ");
    SortedSet<String> names = new TreeSet<>();
    int from = text.indexOf("May use");
    if (from >= 0) {
      Matcher matcher = NAME.matcher(text.substring(from));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private static String text(Map<String, SortedSet<String>> uses) {
    StringBuilder text = new StringBuilder();
    uses.forEach((from, to) -> text.append(from).append(" uses ").append(to).append('\n'));
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"check", "settings", "internal.files", "data", "augment", "source", "evaluate"})
  void plainPackagesDoNotKnowTensorFlow(String name) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tensorflow..")
        .check(CLASSES);
  }

  /** A message elsewhere speaks of what to choose; the command line adds its option. */
  @Test
  void onlyTheCommandLineNamesItsOptions() throws IOException {
    Pattern named = Pattern.compile("\"[^\"]*(--[a-z%]|\\bunroll [a-z]+ )[^\"]*\"");
    List<String> found = new ArrayList<>();
    try (var files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        if (!file.startsWith(SOURCES.resolve("cli"))) {
          Files.readAllLines(file).stream()
              .filter(line -> named.matcher(line).find())
              .forEach(line -> found.add(SOURCES.relativize(file) + ": " + line.strip()));
        }
      }
    }
    assertEquals(List.of(), found);
  }

  /** Digits, decimal marks and the letter i are those of the program, not of the machine. */
  @Test
  void nothingIsFormattedByTheLocaleOfTheMachine() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintStream.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintWriter.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
        .orShould()
        .callMethod(DateTimeFormatterBuilder.class, "toFormatter")
        .orShould()
        .callConstructor(DecimalFormat.class, String.class)
        .orShould()
        .callConstructor(Formatter.class)
        .orShould()
        .callConstructor(Scanner.class, String.class)
        .orShould()
        .callMethod(NumberFormat.class, "getInstance")
        .orShould()
        .callMethod(Locale.class, "getDefault")
        .check(CLASSES);
  }

  /** TensorFlow Java numbers operations in the digits of the machine's language. */
  @Test
  void operationsOfAGraphAreNamedByUs() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".graph.GraphOps")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".graph.CheckpointFile") // has no graph
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".internal.bench.Benchmark") // has one operation
        .should()
        .callMethod(Ops.class, "create", ExecutionEnvironment.class)
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
    "org.bytedeco.., VideoFile|FrameScaler|DecodedFrame",
    "io.jhdf.., Hdf5File",
    "org.apache.commons.csv.., TableCells|SequenceCsv|PredictCommand",
    "org.apache.commons.compress.., Packing|ParquetCodec",
    "org.tukaani.., Packing",
    "com.github.luben.., Packing|ParquetCodec",
    "org.apache.parquet.., Parquet[A-Za-z]+|Values",
    "picocli.., CommandFactory|[A-Za-z]+Command|LoadOptions|ServeOptions",
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
}
