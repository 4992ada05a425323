package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launchers by themselves: of a checkout, with a Maven that does nothing, and the packed one.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private static final Path LAUNCHER = Path.of("unroll").toAbsolutePath();
  private static final Path PACKED = Path.of("src/main/dist/bin/unroll").toAbsolutePath();

  @TempDir Path temp;
  private Path home;

  /** A checkout whose program says that it ran, and whose Maven writes an empty class path. */
  @BeforeEach
  void makeCheckout() throws IOException {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    home = Files.createDirectories(temp.resolve("checkout"));
    Files.copy(LAUNCHER, home.resolve("unroll"));
    script(home.resolve("src/main/dist/bin/unroll"), "echo ran $UNROLL_CLASS_PATH");
    Files.writeString(home.resolve("pom.xml"), "");
    script(temp.resolve("bin/java"), "true");
    script(
        temp.resolve("bin/mvn"), "echo '" + home + "/pom.xml' >" + home + "/target/classpath.txt");
  }

  @Test
  void buildsWhereThereIsNoBuildAndRunsOneThatIsThere() throws Exception {
    String ran = "ran " + home + "/target/classes:" + home + "/pom.xml\n";
    assertEquals(
        new Result(0, ran, "unroll: building (the first time downloads about 290 MB) ...\n"),
        run(false));
    assertEquals(new Result(0, ran, ""), run(false));
    assertTrue(Files.notExists(home.resolve("target/build.lock")));
  }

  @Test
  void runsABuildThatItCouldNotMake() throws Exception {
    run(false);
    makeReadOnly();
    assertEquals(
        new Result(0, "ran " + home + "/target/classes:" + home + "/pom.xml\n", ""), run(true));
  }

  @Test
  void runsAnOlderBuildWhereItMayNotWriteAndSaysSo() throws Exception {
    run(false);
    Files.setLastModifiedTime(home.resolve("target/built"), FileTime.fromMillis(1000));
    makeReadOnly();
    Result result = run(true);
    assertEquals(0, result.code());
    assertEquals(
        "unroll: sources are newer than the build, which is run as it is: "
            + home
            + "/target cannot be written to\n",
        result.err());
  }

  @Test
  void saysWhatToDoWhereItCannotBuild() throws Exception {
    makeReadOnly();
    assertEquals(
        new Result(
            2,
            "",
            "unroll: "
                + home
                + " is not built, and you cannot write to it; let its owner run ./unroll there once,"
                + " or use a copy of your own\n"),
        run(true));
  }

  @Test
  void saysThatLibrariesCannotBeRead() throws Exception {
    run(false);
    Files.writeString(home.resolve("target/classpath.txt"), temp + "/nowhere.jar");
    makeReadOnly();
    Result result = run(true);
    assertEquals(2, result.code());
    assertTrue(
        result.err().startsWith("unroll: the build in " + home + " is not for you: libraries"),
        result.err());
  }

  @Test
  void takesTheLockOfABuildThatIsNoMore() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path lock = Files.createDirectories(home.resolve("target/build.lock"));
    Files.writeString(lock.resolve("pid"), ended.pid() + "\n");
    assertEquals(0, run(false).code());
    assertTrue(Files.notExists(lock));
  }

  /** Java opens files whose names have letters beyond ASCII only where the system tells of them. */
  @ParameterizedTest
  @CsvSource({
    "C, , , C.UTF-8",
    "POSIX, , , C.UTF-8",
    ", C, , C.UTF-8",
    ", , C, C.UTF-8",
    ", , , C.UTF-8",
    ", , xx_YY.UTF-8, C.UTF-8",
    "C.UTF-8, , , C.UTF-8",
    ", , C.UTF-8, ''",
    ", C.UTF-8, C, ''"
  })
  void lettersBeyondAsciiAreTold(String all, String letters, String language, String expected)
      throws Exception {
    script(temp.resolve("bin/java"), "echo \"$LC_ALL\"");
    Files.writeString(temp.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    ProcessBuilder builder = new ProcessBuilder(PACKED.toString(), "data");
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("LANG"));
    put(environment, "LC_ALL", all);
    put(environment, "LC_CTYPE", letters);
    put(environment, "LANG", language);
    environment.put("JAVA_HOME", temp.toString());
    assertEquals(expected, result(builder).out().strip());
  }

  @Test
  void aFileWithLettersBeyondAsciiIsReadWithoutALanguage() throws Exception {
    String script =
        "f=$(printf '%s/Messung_\\303\\226l.csv' \"$1\");"
            + " printf 'index,step,label,group,x\\n0,0,a,g,1\\n1,0,b,h,2\\n2,0,a,i,1\\n3,0,b,j,2\\n'"
            + " >\"$f\"; exec \"$2\" data csv:\"$f\"";
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", script, "sh", temp.toString(), PACKED.toString());
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("UNROLL_CLASS_PATH", System.getProperty("java.class.path"));
    Result result = result(builder);
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("train: 3 sequences"), result.out());
  }

  @Test
  void withoutTheLauncherItSaysWhatToSet() throws Exception {
    String script =
        "f=$(printf 'csv:Messung_\\303\\226l.csv'); exec \"$1\" -cp \"$2\" \"$3\" data \"$f\"";
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            script,
            "sh",
            System.getProperty("java.home") + "/bin/java",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().put("LC_ALL", "C");
    Result result = result(builder);
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains("here: set LC_ALL=C.UTF-8 for others"), result.err());
  }

  private static void put(Map<String, String> environment, String name, String value) {
    if (value != null) {
      environment.put(name, value);
    }
  }

  record Result(int code, String out, String err) {}

  /**
   * Runs the launcher of the checkout.
   *
   * @param asAnother as a user whom files of root do not belong to, where the test is root
   */
  private Result run(boolean asAnother) throws Exception {
    List<String> command = new ArrayList<>();
    if (asAnother && isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.add(home.resolve("unroll").toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("UNROLL_GPU");
    return result(builder);
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private Result result(ProcessBuilder builder) throws Exception {
    Path out = temp.resolve("stdout");
    Path err = temp.resolve("stderr");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it waits");
    return new Result(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private void makeReadOnly() throws IOException, InterruptedException {
    if (isRoot()) {
      assumeTrue(
          new ProcessBuilder("sh", "-c", "command -v setpriv").start().waitFor() == 0,
          "root may write everywhere, and there is no setpriv");
    }
    Process all = new ProcessBuilder("chmod", "-R", "a-w,a+rX", home.toString()).start();
    assertEquals(0, all.waitFor());
  }

  @AfterEach
  void makeWritable() throws IOException, InterruptedException {
    new ProcessBuilder("chmod", "-R", "u+w", home.toString()).start().waitFor();
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
