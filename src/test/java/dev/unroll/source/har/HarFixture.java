package dev.unroll.source.har;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A UCI HAR folder of few windows, in the original's format. */
public final class HarFixture {

  private HarFixture() {}

  /** Writes seven training and six test windows; value = window + step / 1000 + signal / 10. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("activity_labels.txt"),
        "1 WALKING\n2 WALKING_UPSTAIRS\n3 WALKING_DOWNSTAIRS\n4 SITTING\n5 STANDING\n6 LAYING\n");
    part(folder, "train", "6 1 2 3 4 5 6", "1 1 1 3 3 5 5");
    part(folder, "test", "1 2 3 4 5 6", "2 2 2 4 4 4");
    return folder;
  }

  private static void part(Path folder, String part, String labels, String subjects)
      throws IOException {
    Path signals = Files.createDirectories(folder.resolve(part).resolve("Inertial Signals"));
    Files.writeString(
        folder.resolve(part).resolve("y_" + part + ".txt"), labels.replace(' ', '\n') + "\n");
    Files.writeString(
        folder.resolve(part).resolve("subject_" + part + ".txt"),
        subjects.replace(' ', '\n') + "\n");
    int windows = labels.split(" ").length;
    for (int signal = 0; signal < UciHar.SIGNALS.size(); signal++) {
      List<String> lines = new ArrayList<>();
      for (int window = 0; window < windows; window++) {
        StringBuilder line = new StringBuilder();
        for (int step = 0; step < UciHar.STEPS; step++) {
          line.append(
              String.format(Locale.ROOT, " %15.7e", value(window, step, signal))
                  .replaceFirst("e([-+])(\\d\\d)$", "e$10$2"));
        }
        lines.add(line + "\r\n");
      }
      Files.writeString(
          signals.resolve(UciHar.SIGNALS.get(signal).name() + "_" + part + ".txt"),
          String.join("", lines));
    }
  }

  static double value(int window, int step, int signal) {
    return window + step / 1000.0 - signal / 10.0;
  }
}
