package dev.unroll.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.Part;
import dev.unroll.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that have of the optional parts none, or some, on their class path. */
class DependantTest {

  /** How the names of the jars begin that come with the artifact. */
  private static final List<String> GIVEN =
      List.of(
          "tensorflow-",
          "ndarray-",
          "protobuf-java-",
          "javacpp-[0-9.]+jar",
          "guava-",
          "failureaccess-",
          "jackson-",
          "snakeyaml-",
          "slf4j-api-");

  @TempDir static Path temp;

  private static String output;

  @BeforeAll
  static void runsWithoutOptionalParts() throws IOException, InterruptedException {
    for (String video : List.of("clips/a/first.mp4", "clips/b/first.mp4")) {
      Path file = temp.resolve(video);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "no video");
    }
    Files.writeString(temp.resolve("model.keras"), "no model");
    Files.writeString(temp.resolve("table.csv"), "date,T\n");
    output =
        run(
            List.of(),
            Dependant.class,
            temp.toString(),
            "video",
            "keras",
            "csv",
            "climate",
            "columns",
            "read",
            "write",
            "training");
  }

  @ParameterizedTest
  @CsvSource({
    "video, FFMPEG",
    "keras, JHDF",
    "csv, COMMONS_CSV",
    "climate, COMMONS_CSV",
    "columns, COMMONS_CSV",
    "read, COMMONS_CSV",
    "write, COMMONS_CSV"
  })
  void whatNeedsAPartSaysWhatToAdd(String use, Part part) {
    assertTrue(
        output.lines().anyMatch((use + ": " + message(part))::equals), () -> use + " in " + output);
  }

  @ParameterizedTest
  @EnumSource
  void aPartIsNamedByItsCoordinates(Part part) {
    assertTrue(
        part.coordinates().matches("[a-z.]+:[a-z.-]+:\\d[\\w.-]+"), () -> part.coordinates());
    assertTrue(part.missing().isEmpty(), "all are on the class path of tests");
  }

  @Test
  void aTrainingWritesItsReportWithoutCurves() throws IOException {
    assertTrue(output.contains("training: done"), output);
    String report = Files.readString(temp.resolve("run/report.html"));
    assertTrue(report.contains("<p>" + message(Part.CHART_JS) + "</p>"), report);
    assertTrue(report.contains("<h2>Recipe</h2>"), report);
    assertFalse(report.contains("<script>"), report);
  }

  @Test
  void theCommandLineAsksForItsLibrary() throws IOException, InterruptedException {
    assertEquals(
        "unroll: " + message(Part.PICOCLI) + "\nexit code 2\n",
        run(List.of(), Main.class, "--help"));
  }

  @Test
  void theCommandLineTrainsWithoutItsBar() throws IOException, InterruptedException {
    Path run = temp.resolve("command");
    String printed =
        run(
            List.of("picocli-"),
            Main.class,
            "train",
            "--steps=1",
            "--set=model.layers.0.cell.units=2",
            "--out=" + run);
    assertTrue(printed.contains("unroll: " + message(Part.PROGRESS_BAR) + "\n"), printed);
    assertTrue(printed.endsWith("exit code 0\n"), printed);
    String predictions =
        run(List.of("picocli-"), Main.class, "predict", run.toString(), "--data=motion");
    assertTrue(
        predictions.endsWith("unroll: " + message(Part.COMMONS_CSV) + "\nexit code 2\n"),
        predictions);
  }

  @Test
  void videosNeedFfmpegsLibraryOfThePlatform() throws IOException, InterruptedException {
    String printed = run(List.of("ffmpeg-[0-9.-]+jar"), Dependant.class, temp.toString(), "video");
    assertTrue(
        printed.contains(
            "video: "
                + temp.resolve("clips/a/first.mp4")
                + ": FFmpeg's library for this platform is missing; add "
                + Part.FFMPEG.coordinates()
                + " or give folders of images\n"),
        printed);
  }

  private static String message(Part part) {
    String use =
        switch (part) {
          case FFMPEG -> "videos are decoded by FFmpeg";
          case JHDF -> "weights in files of Keras are read by jHDF";
          case COMMONS_CSV -> "CSV is read and written by Commons CSV";
          case COMMONS_COMPRESS -> "bzip2, Snappy and LZ4 are unpacked by Commons Compress";
          case XZ -> "xz is unpacked by XZ for Java";
          case ZSTD_JNI -> "Zstandard is unpacked by zstd-jni";
          case PARQUET -> "Parquet files describe themselves by Parquet's format structures";
          case CHART_JS -> "learning curves are drawn by Chart.js";
          case GRPC_NETTY -> "models are served by gRPC on Netty";
          case GRPC_SERVICES -> "the services of a server are those of gRPC";
          case PICOCLI -> "the command line is read by picocli";
          case PROGRESS_BAR -> "the bar of a training is drawn by progressbar";
        };
    return use + ", which is not on the class path; add " + part.coordinates();
  }

  /** What a program prints that has the given jars and {@code more}, and its exit code. */
  private static String run(List<String> more, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    Predicate<String> wanted =
        name ->
            Stream.concat(GIVEN.stream(), more.stream())
                .anyMatch(start -> name.matches(start + ".*"));
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(path -> Files.isDirectory(path) || wanted.test(path.getFileName().toString()))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dunroll.terminal=true",
                "-cp",
                classPath,
                program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("UNROLL_CACHE", temp.resolve("cache").toString());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return printed.replace("\r\n", "\n") + "exit code " + process.waitFor() + "\n";
  }
}
