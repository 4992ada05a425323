package dev.unroll.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.graph.GraphScope;
import dev.unroll.layer.CustomLayer;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Value;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindsTest {

  @TempDir private Path temp;

  /** Has the name of another one. */
  public record Scale(int factor) implements CustomLayer {
    @Override
    public Value build(GraphScope scope, Value input) {
      return input;
    }
  }

  public static final class Twice implements Extension {
    @Override
    public List<Class<? extends Record>> records() {
      return List.of(Scale.class);
    }
  }

  record Homeless(int size) {}

  public static final class WithoutFamily implements Extension {
    @Override
    public List<Class<? extends Record>> records() {
      return List.of(Homeless.class);
    }
  }

  record Wide(long size) implements CustomLayer {
    @Override
    public Value build(GraphScope scope, Value input) {
      return input;
    }
  }

  public static final class WithoutForm implements Extension {
    @Override
    public List<Class<? extends Record>> records() {
      return List.of(Wide.class);
    }
  }

  public static final class Failing implements Extension {
    public Failing() {
      throw new IllegalStateException("no licence");
    }

    @Override
    public List<Class<? extends Record>> records() {
      return List.of();
    }
  }

  /** The message where the extension {@code name} is on the class path too. */
  private String refused(String name) throws IOException {
    Path services = Files.createDirectories(temp.resolve("META-INF/services"));
    Files.writeString(services.resolve(Extension.class.getName()), name + "\n");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader more = new URLClassLoader(new URL[] {temp.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(more);
      return assertThrows(InputException.class, () -> Kinds.load().of(Layer.class)).getMessage();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void namesTwoRecordsOfOneName() throws IOException {
    assertEquals(
        "type 'scale': both dev.unroll.example.Scale and dev.unroll.settings.KindsTest$Scale have"
            + " this name in recipes; rename one",
        refused(Twice.class.getName()));
  }

  @Test
  void namesAnExtensionThatCannotBeLoaded() throws IOException {
    assertEquals(
        "an extension cannot be loaded (dev.unroll.settings.Extension: Provider com.example.Missing"
            + " not found); check META-INF/services/dev.unroll.settings.Extension",
        refused("com.example.Missing"));
    String message = refused(Failing.class.getName());
    assertTrue(message.contains(Failing.class.getName() + " could not be instantiated"), message);
  }

  @Test
  void namesARecordThatRecipesCannotTell() throws IOException {
    assertEquals(
        "extension dev.unroll.settings.KindsTest$WithoutFamily: record"
            + " dev.unroll.settings.KindsTest$Homeless is of no family that recipes know; let it"
            + " implement CustomLayer, CustomTransform, CustomCell, CustomOptimizer or DataSource",
        refused(WithoutFamily.class.getName()));
    assertEquals(
        "extension dev.unroll.settings.KindsTest$WithoutForm: record"
            + " dev.unroll.settings.KindsTest$Wide: 'size' is of type long, for which recipes have no"
            + " form; expected int, double, boolean, String, an enum, a record, a family, or a List or"
            + " Optional of these",
        refused(WithoutForm.class.getName()));
  }
}
