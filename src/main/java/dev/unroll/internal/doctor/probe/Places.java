package dev.unroll.internal.doctor.probe;

import dev.unroll.recipe.Recipe;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where in a recipe its parts are, as its settings name them: {@code model.layers.2.rate}. */
final class Places {

  private Places() {}

  /** All parts of a kind in the model, by the setting that holds each; inner ones too. */
  static <T> Map<String, T> of(Recipe recipe, Class<T> kind) {
    Map<String, T> found = new LinkedHashMap<>();
    walk(recipe.model(), "model", kind, found);
    return found;
  }

  private static <T> void walk(Object value, String place, Class<T> kind, Map<String, T> found) {
    if (kind.isInstance(value)) {
      found.put(place, kind.cast(value));
    }
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(inner -> walk(inner, place, kind, found));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        walk(list.get(i), place + "." + i, kind, found);
      }
    } else if (value instanceof Record record) {
      try {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          component.getAccessor().setAccessible(true);
          Object inner = component.getAccessor().invoke(record);
          walk(inner, place + "." + component.getName(), kind, found);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
