package dev.unroll.load;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.inspect.Signature;
import dev.unroll.model.Endpoints;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Guesses which signature of a model predicts. */
final class SignatureNames {

  private final LoadedModel model;

  SignatureNames(LoadedModel model) {
    this.model = model;
  }

  /** The signatures that a user may mean. */
  private SortedMap<String, Signature> all() {
    SortedMap<String, Signature> all = new TreeMap<>(model.inspection().signatures());
    all.keySet().removeIf(name -> name.startsWith("__"));
    return all;
  }

  /**
   * The name of a signature from sequences to predictions.
   *
   * @throws dev.unroll.check.InputException where none or several fit, with what there is
   */
  String choose(SignatureChoice choice) {
    SortedMap<String, Signature> all = all();
    if (choice.signature().isPresent()) {
      String asked = choice.signature().get();
      that(
          all.containsKey(asked),
          "%s: there is no signature '%s'; it has %s%s",
          model.path(),
          asked,
          all.keySet(),
          didYouMean(asked, all.keySet()));
      return asked;
    }
    if (all.containsKey(Endpoints.SERVING_SIGNATURE)) {
      return Endpoints.SERVING_SIGNATURE;
    }
    if (all.size() == 1) {
      return all.firstKey();
    }
    List<String> fitting =
        all.entrySet().stream().filter(e -> fits(e.getValue())).map(Map.Entry::getKey).toList();
    that(
        fitting.size() == 1,
        "%s: expected a signature from sequences to predictions, but %s; choose a %s",
        model.path(),
        fitting.isEmpty() ? "none fits of " + all.keySet() : "several fit: " + fitting,
        Choice.SIGNATURE);
    return fitting.get(0);
  }

  private static boolean fits(Signature signature) {
    return signature.inputs().values().stream().anyMatch(ServingPathFinder::sequences)
        && signature.outputs().values().stream().anyMatch(ServingPathFinder::predictions);
  }
}
