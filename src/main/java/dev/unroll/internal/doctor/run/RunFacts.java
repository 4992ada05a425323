package dev.unroll.internal.doctor.run;

import com.google.common.base.Splitter;
import com.google.common.primitives.Doubles;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.recipe.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run left in its folder.
 *
 * @param patient its recipe and data
 * @param folder of the run
 * @param curves columns of its metrics by name, a row a display; not a number where a cell is empty
 */
public record RunFacts(Patient patient, RunFolder folder, Map<String, double[]> curves) {

  /** Reads a run's metrics. */
  public static RunFacts read(Patient patient, RunFolder folder) throws IOException {
    Map<String, double[]> curves = new LinkedHashMap<>();
    if (Files.isRegularFile(folder.metrics())) {
      List<List<String>> rows = new ArrayList<>();
      for (String line : Files.readAllLines(folder.metrics())) {
        rows.add(Splitter.on(',').splitToList(line));
      }
      for (int column = 0; !rows.isEmpty() && column < rows.get(0).size(); column++) {
        double[] values = new double[rows.size() - 1];
        for (int i = 0; i < values.length; i++) {
          List<String> row = rows.get(i + 1);
          Double value = column < row.size() ? Doubles.tryParse(row.get(column)) : null;
          values[i] = value == null ? Double.NaN : value;
        }
        curves.put(rows.get(0).get(column), values);
      }
    }
    return new RunFacts(patient, folder, curves);
  }
}
