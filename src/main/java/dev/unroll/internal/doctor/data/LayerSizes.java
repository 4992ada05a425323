package dev.unroll.internal.doctor.data;

import dev.unroll.check.InputException;
import dev.unroll.model.ModelSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each layer of a recipe gives.
 *
 * @param parameters weights in all
 * @param each for what comes before the layers, at 0, and then for each layer: steps and features
 *     such as {@code [128, 32]}, or features alone
 */
record LayerSizes(long parameters, List<List<Integer>> each) {

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** Empty where the recipe does not fit its data. */
  static Optional<LayerSizes> of(Patient patient) {
    try {
      ModelSummary summary = ModelSummary.of(patient.recipe().model().forData(patient.sampled()));
      List<List<Integer>> all =
          summary.rows().stream()
              .filter(row -> row.depth() == 0)
              .map(row -> sizes(row.outputShape()))
              .toList();
      // Input and transforms come before the layers, the output after them.
      int layers = patient.recipe().model().layers().size();
      int end = all.size() - 1;
      return Optional.of(new LayerSizes(summary.parameters(), all.subList(end - layers - 1, end)));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  /** Of {@code [batch, 128, 32]}: 128 and 32. */
  private static List<Integer> sizes(String shape) {
    Matcher matcher = NUMBER.matcher(shape);
    List<Integer> sizes = new ArrayList<>();
    while (matcher.find()) {
      sizes.add(Integer.parseInt(matcher.group()));
    }
    return sizes;
  }

  /** What a layer gets. */
  List<Integer> before(int layer) {
    return each.get(layer);
  }

  /** What a layer gives. */
  List<Integer> after(int layer) {
    return each.get(layer + 1);
  }
}
