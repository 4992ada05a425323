package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.TorchValue.Tensor;
import dev.unroll.internal.pickle.PickleValue;
import dev.unroll.internal.pickle.PickleValue.Entries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the weights in what a pickle holds. */
final class StateDict {

  private static final int DEEPEST = 4;

  /** Under which names programs keep the weights beside epochs, optimizers and the like. */
  private static final List<String> USUAL =
      List.of(
          "state_dict",
          "model_state_dict",
          "model_state",
          "model",
          "module",
          "net",
          "network",
          "net_state_dict",
          "weights",
          "params",
          "parameters");

  /** Dictionaries may hold the same ones over and over. */
  private static final int MOST_VISITS = 100_000;

  private final String who;
  private int visits;

  private StateDict(String who) {
    this.who = who;
  }

  /**
   * The tensors of floats by name.
   *
   * @throws dev.unroll.check.InputException where there are none, or it is not said which are the
   *     weights
   */
  static Map<String, Tensor> of(String who, PickleValue value) {
    Map<String, Tensor> found = new StateDict(who).find(value, 0);
    that(
        !found.isEmpty(),
        "%s: expected the weights of a model by their names, found none; save them by"
            + " torch.save(model.state_dict(), 'model.pth')",
        who);
    return found;
  }

  private Map<String, Tensor> find(PickleValue value, int depth) {
    if (!(value instanceof Entries holder) || depth > DEEPEST) {
      return Map.of();
    }
    visits += 1 + holder.entries().size();
    that(visits <= MOST_VISITS, "%s: its dictionaries lie in each other without end", who);
    Map<String, Map<String, Tensor>> inside = new LinkedHashMap<>();
    for (String name : USUAL) {
      Map<String, Tensor> tensors = find(holder.entries().get(name), depth + 1);
      if (!tensors.isEmpty()) {
        inside.put(name, tensors);
      }
    }
    that(
        inside.size() <= 1,
        "%s: it holds the weights of several models: %s; save one's alone:"
            + " torch.save(model.state_dict(), 'model.pth')",
        who,
        inside.keySet());
    if (!inside.isEmpty()) {
      return inside.values().iterator().next();
    }
    Map<String, Tensor> own = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    holder
        .entries()
        .forEach(
            (name, entry) -> {
              if (entry instanceof Tensor tensor && TorchTensors.isFloat(tensor)) {
                own.put(name, tensor);
              } else if (entry instanceof Entries && !find(entry, depth + 1).isEmpty()) {
                others.add(name);
              }
            });
    that(
        others.isEmpty(),
        "%s: it holds weights under the names %s, and which are the model's is not said; save those"
            + " alone: torch.save(model.state_dict(), 'model.pth')",
        who,
        Array.list(others));
    return own;
  }
}
