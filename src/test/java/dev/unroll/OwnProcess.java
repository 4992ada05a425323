package dev.unroll;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that ran in a process of its own: for tests of what belongs to a whole process, such as
 * its locale and its standard output.
 *
 * @param code that it ended with
 * @param out what it printed on standard output
 * @param err the same on standard error, native code's lines too
 */
public record OwnProcess(int code, String out, String err) {

  /**
   * Runs {@code main} on the test's class path, to its end.
   *
   * @param options of the JVM, such as {@code -Duser.language=de}
   * @param folder for files with what is printed
   */
  public static OwnProcess run(
      Path folder, List<String> options, String main, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    int code =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new OwnProcess(code, text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
