package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.TorchValue.Storage;
import dev.unroll.internal.pickle.PickleBytes;
import dev.unroll.internal.pickle.PickleObjects;
import dev.unroll.internal.pickle.PickleReader;
import dev.unroll.internal.pickle.PickleValue;
import dev.unroll.internal.pickle.PickleValue.Entries;
import dev.unroll.internal.pickle.PickleValue.Items;
import dev.unroll.internal.pickle.PickleValue.Other;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The objects that a pickle of weights may hold. */
final class TorchObjects implements PickleObjects {

  private static final PickleValue OTHER = new Other();

  private final Map<String, Storage> storages = new HashMap<>();

  /**
   * What a pickle gives.
   *
   * @param storages all that it speaks of, by their keys
   */
  record Read(PickleValue value, Map<String, Storage> storages) {}

  private TorchObjects() {}

  /**
   * The pickle that begins where {@code bytes} are.
   *
   * @throws dev.unroll.check.InputException where it is damaged, or names what is not on the list
   */
  static Read read(PickleBytes bytes) {
    TorchObjects objects = new TorchObjects();
    PickleValue value = PickleReader.read(bytes, objects);
    return new Read(value, objects.storages);
  }

  @Override
  public void check(String who, String name) {
    that(
        TorchNames.isKnown(name),
        "%s: the pickle holds '%s', which is not read: pickles of objects may run any code; only"
            + " weights are. If the whole model was saved, save its weights:"
            + " torch.save(model.state_dict(), 'model.pth')",
        who,
        name);
  }

  @Override
  public PickleValue made(String who, String name, List<PickleValue> arguments) {
    if (TorchNames.isEntries(name)) {
      return dictionary(arguments);
    }
    return switch (name) {
      case TorchNames.REBUILD, TorchNames.REBUILD_OLD -> TorchTensors.tensor(who, arguments);
      case TorchNames.PARAMETER -> arguments.isEmpty() ? OTHER : arguments.get(0);
      default -> OTHER;
    };
  }

  /** Python 2 gives the entries as a list of pairs. */
  private static Entries dictionary(List<PickleValue> arguments) {
    Entries entries = new Entries();
    if (!arguments.isEmpty() && arguments.get(0) instanceof Items pairs) {
      for (PickleValue pair : pairs.items()) {
        if (pair instanceof Items two && two.items().size() == 2) {
          entries.put(two.items().get(0), two.items().get(1));
        }
      }
    }
    return entries;
  }

  @Override
  public PickleValue persistent(String who, PickleValue id) {
    Storage storage = TorchTensors.storage(who, id);
    storages.put(storage.key(), storage);
    return storage;
  }
}
