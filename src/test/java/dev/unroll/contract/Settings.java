package dev.unroll.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.Yaml;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** What holds for every record of settings. */
public final class Settings {

  private Settings() {}

  /** {@code settings} written into a recipe and read again as one of {@code family} is the same. */
  public static <T> void comeBackFromARecipe(T settings, Class<T> family) {
    assertTrue(settings instanceof Record, settings.getClass() + " is a record");
    String text = Yaml.text((Record) settings);
    T read = new RecordReader("recipe.yaml").read(Yaml.tree(text, "recipe.yaml"), family);
    assertEquals(settings, read, text);
  }

  /** Every component that is no number or truth value must be there; the message names it. */
  public static void refuseNull(Object settings) throws ReflectiveOperationException {
    RecordComponent[] components = settings.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> constructor = settings.getClass().getDeclaredConstructor(types);
    constructor.setAccessible(true);
    for (int i = 0; i < components.length; i++) {
      if (types[i].isPrimitive()) {
        continue;
      }
      Object[] values = new Object[components.length];
      for (int k = 0; k < components.length; k++) {
        components[k].getAccessor().setAccessible(true);
        values[k] = k == i ? null : components[k].getAccessor().invoke(settings);
      }
      String name = components[i].getName();
      String who = settings.getClass().getSimpleName() + " without " + name;
      InvocationTargetException e =
          assertThrows(InvocationTargetException.class, () -> constructor.newInstance(values), who);
      assertEquals(InputException.class, e.getCause().getClass(), who);
      assertTrue(e.getCause().getMessage().contains(name), who + ": " + e.getCause().getMessage());
    }
  }
}
