package dev.unroll.settings;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The records that a recipe may choose from: those of sealed interfaces and of extensions. */
public final class Kinds {

  private static final Set<Class<?>> PLAIN =
      Set.of(int.class, Integer.class, double.class, Double.class, boolean.class, String.class);

  private final List<Class<? extends Record>> ofExtensions;

  private Kinds(List<Class<? extends Record>> ofExtensions) {
    this.ofExtensions = ofExtensions;
  }

  /**
   * Looks for extensions by the class loader of the running thread and by that of Unroll.
   *
   * @throws InputException where one cannot be loaded, or brings what recipes cannot tell
   */
  public static Kinds load() {
    Set<Class<? extends Record>> found = new LinkedHashSet<>();
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    for (ClassLoader loader : Arrays.asList(Extension.class.getClassLoader(), ofThread)) {
      try {
        for (Extension extension : ServiceLoader.load(Extension.class, loader)) {
          for (Class<? extends Record> one : extension.records()) {
            check(extension.getClass().getName(), one);
            found.add(one);
          }
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        throw new InputException(
            "an extension cannot be loaded ("
                + e.getMessage()
                + "); check META-INF/services/"
                + Extension.class.getName(),
            e);
      }
    }
    return new Kinds(List.copyOf(found));
  }

  private static void check(String extension, Class<?> type) {
    that(
        type.isRecord(),
        "extension %s: %s is no record; what a recipe describes is one",
        extension,
        type.getName());
    that(
        ofFamily(type),
        "extension %s: record %s is of no family that recipes know; let it implement CustomLayer,"
            + " CustomTransform, CustomCell, CustomOptimizer or DataSource",
        extension,
        type.getName());
    for (RecordComponent component : type.getRecordComponents()) {
      that(
          hasForm(component.getGenericType()),
          "extension %s: record %s: '%s' is of type %s, for which recipes have no form; expected int,"
              + " double, boolean, String, an enum, a record, a family, or a List or Optional of"
              + " these",
          extension,
          type.getName(),
          component.getName(),
          component.getGenericType().getTypeName());
    }
  }

  private static boolean hasForm(Type type) {
    if (type instanceof ParameterizedType holder) {
      return (holder.getRawType() == List.class || holder.getRawType() == Optional.class)
          && hasForm(holder.getActualTypeArguments()[0]);
    }
    return type instanceof Class<?> plain
        && (PLAIN.contains(plain) || plain.isEnum() || plain.isRecord() || chosenByType(plain));
  }

  /** Whether the record {@code type} is one of a family. */
  static boolean ofFamily(Class<?> type) {
    return Arrays.stream(type.getInterfaces()).anyMatch(one -> chosenByType(one) || ofFamily(one));
  }

  /** Whether records of {@code type} are told apart by the key {@code type}. */
  public static boolean chosenByType(Class<?> type) {
    return type.isInterface() && (type.isSealed() || type.isAnnotationPresent(ByType.class));
  }

  /**
   * The records of a family by their names in recipes.
   *
   * @param family a sealed interface, or one with {@link ByType}
   * @throws InputException where two have the same name
   */
  public SortedMap<String, Class<? extends Record>> of(Class<?> family) {
    List<Class<? extends Record>> all = new ArrayList<>();
    collect(family, all);
    ofExtensions.stream().filter(family::isAssignableFrom).forEach(all::add);
    SortedMap<String, Class<? extends Record>> byName = new TreeMap<>();
    for (Class<? extends Record> one : all) {
      Class<? extends Record> other = byName.put(label(one), one);
      if (other != null && other != one) {
        throw failure(
            "type '%s': both %s and %s have this name in recipes; rename one",
            label(one), other.getName(), one.getName());
      }
    }
    return byName;
  }

  private static void collect(Class<?> type, List<Class<? extends Record>> all) {
    if (type.isRecord()) {
      all.add(type.asSubclass(Record.class));
    } else if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, all);
      }
    }
  }

  /**
   * A record's name in recipes: {@code BasicLstm} is {@code basic-lstm}, {@code Conv1D} is {@code
   * conv1d}.
   */
  public static String label(Class<?> type) {
    String name = type.getSimpleName();
    that(!name.isEmpty(), "type: %s has no name of its own", type);
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
