package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.evaluate.Outcomes;
import dev.unroll.internal.files.AtomicWrite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a run predicted of the part that it was scored on, as CSV: a row a sequence, or a step where
 * steps are classified. {@code unit} tells what is drawn as a whole where intervals are computed.
 *
 * <pre>
 * sequence,group,unit,class,p_WALKING,p_SITTING,...
 * sequence,step,group,unit,class,p_over,p_not over
 * sequence,group,unit,true_T+24h,predicted_T+24h,naive
 * </pre>
 */
final class PredictionsFile {

  /** More is not kept: a run folder stays small. */
  static final int MOST_BYTES = 5_000_000;

  private static final String STEP = "step";
  private static final String CLASS = "class";
  private static final String PROBABILITY = "p_";
  private static final String TRUE = "true_";
  private static final String PREDICTED = "predicted_";
  private static final String NAIVE = "naive";

  private PredictionsFile() {}

  /** Writes them, unless they are too large; says whether it did. */
  static boolean write(Path file, Outcomes outcomes) throws IOException {
    long values = (long) outcomes.rows() * outcomes.target().names().size();
    if (values > MOST_BYTES / 2) {
      return false;
    }
    String text = text(outcomes);
    if (text.length() > MOST_BYTES) {
      return false;
    }
    AtomicWrite.text(file, text);
    return true;
  }

  private static String text(Outcomes outcomes) {
    boolean classes = outcomes.target().isClasses();
    boolean steps = outcomes.target().perStep();
    List<String> names = outcomes.target().names();
    List<String> header = new ArrayList<>(List.of("sequence"));
    if (steps) {
      header.add(STEP);
    }
    header.add("group");
    header.add("unit");
    if (classes) {
      header.add(CLASS);
      names.forEach(name -> header.add(quoted(PROBABILITY + name)));
    } else {
      names.forEach(name -> header.add(quoted(TRUE + name)));
      names.forEach(name -> header.add(quoted(PREDICTED + name)));
      if (outcomes.hasNaive()) {
        header.add(NAIVE);
      }
    }
    StringBuilder text = new StringBuilder(String.join(",", header)).append('\n');
    for (int i = 0; i < outcomes.size(); i++) {
      String name = quoted(outcomes.name(i));
      for (int row = outcomes.firstRow(i); row < outcomes.firstRow(i + 1); row++) {
        text.append(name).append(',');
        if (steps) {
          text.append(row - outcomes.firstRow(i)).append(',');
        }
        text.append(outcomes.group(i)).append(',').append(outcomes.units().of(i));
        if (classes) {
          text.append(',').append(quoted(names.get(outcomes.label(row))));
        } else {
          for (int k = 0; k < names.size(); k++) {
            text.append(',').append(outcomes.number(row, k));
          }
        }
        for (int k = 0; k < names.size(); k++) {
          text.append(',').append(outcomes.value(row, k));
        }
        if (outcomes.hasNaive()) {
          text.append(',').append(outcomes.naive(i));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static String quoted(String word) {
    return word.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + word.replace("\"", "\"\"") + '"'
        : word;
  }

  /**
   * Reads what a run wrote.
   *
   * @param words what its units are, such as {@code 9 subjects}, where the run says
   * @throws dev.unroll.check.InputException where the file is damaged
   */
  static Outcomes read(Path file, Optional<String> words) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      Lines lines = new Lines(file, reader);
      List<String> header = lines.next();
      that(header.size() > 3, "%s: expected a header of columns, found %s", file, header);
      return new Columns(lines, header).read(words);
    }
  }

  /** Rows of cells; a quoted one may go over the end of a line. */
  private static final class Lines {
    private final Path file;
    private final BufferedReader reader;
    private int number;

    Lines(Path file, BufferedReader reader) {
      this.file = file;
      this.reader = reader;
    }

    /** The next row; empty at the end. */
    List<String> next() throws IOException {
      String line = reader.readLine();
      number++;
      List<String> cells = new ArrayList<>();
      if (line == null) {
        return cells;
      }
      StringBuilder cell = new StringBuilder();
      boolean inside = false;
      for (int i = 0; ; i++) {
        if (i == line.length()) {
          if (!inside) {
            break;
          }
          line = reader.readLine();
          number++;
          if (line == null) {
            throw damaged("the end of a quoted cell is missing");
          }
          cell.append('\n');
          i = -1;
          continue;
        }
        char c = line.charAt(i);
        if (inside && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else if (c == '"') {
          inside = !inside;
        } else if (c == ',' && !inside) {
          cells.add(cell.toString());
          cell.setLength(0);
        } else {
          cell.append(c);
        }
      }
      cells.add(cell.toString());
      return cells;
    }

    RuntimeException damaged(String what) {
      return failure("%s:%d: %s; the run's predictions are damaged", file, number, what);
    }
  }

  /** What the header says, and the rows under it. */
  private static final class Columns {
    private final Lines lines;
    private final List<String> header;
    private final Target target;
    private final int group;
    private final int truth;
    private final boolean naive;

    Columns(Lines lines, List<String> header) {
      this.lines = lines;
      this.header = header;
      boolean steps = header.get(1).equals(STEP);
      this.group = steps ? 2 : 1;
      this.truth = group + 2;
      this.naive = !isClasses() && header.get(header.size() - 1).equals(NAIVE);
      List<String> names =
          header.stream()
              .skip(truth)
              .filter(name -> name.startsWith(isClasses() ? PROBABILITY : PREDICTED))
              .map(name -> name.substring((isClasses() ? PROBABILITY : PREDICTED).length()))
              .toList();
      if (names.isEmpty()) {
        throw lines.damaged("expected columns of predictions, found " + header);
      }
      if (isClasses()) {
        this.target = steps ? new Target.ClassPerStep(names) : new Target.OneClass(names);
      } else {
        this.target =
            new Target.Numbers(
                names.stream().map(name -> new Signal(name, "")).toList(), Target.Numbers.NO_NAIVE);
      }
    }

    private boolean isClasses() {
      return header.get(truth).equals(CLASS);
    }

    Outcomes read(Optional<String> words) throws IOException {
      Outcomes.Kept kept = new Outcomes.Kept(target, naive, words);
      int width = target.names().size();
      for (List<String> row = lines.next(); !row.isEmpty(); row = lines.next()) {
        if (row.size() != header.size()) {
          throw lines.damaged("expected " + header.size() + " cells, found " + row.size());
        }
        try {
          if (!target.perStep() || row.get(1).equals("0")) {
            kept.sequence(
                row.get(0), Integer.parseInt(row.get(group)), Integer.parseInt(row.get(group + 1)));
          }
          if (isClasses()) {
            int label = target.names().indexOf(row.get(truth));
            if (label < 0) {
              throw lines.damaged("there is no class '" + row.get(truth) + "'");
            }
            kept.row(label, floats(row, truth + 1, width));
          } else {
            kept.row(
                floats(row, truth, width),
                floats(row, truth + width, width),
                naive ? Float.parseFloat(row.get(row.size() - 1)) : 0);
          }
        } catch (NumberFormatException e) {
          throw lines.damaged("expected numbers: " + e.getMessage());
        }
      }
      return kept.build();
    }

    private static float[] floats(List<String> row, int from, int count) {
      float[] values = new float[count];
      IntStream.range(0, count).forEach(k -> values[k] = Float.parseFloat(row.get(from + k)));
      return values;
    }
  }
}
