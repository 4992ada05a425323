package dev.unroll.settings;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Suppliers;
import dev.unroll.check.InputException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads records from a YAML tree. A key is a component, the record of a family ({@link Kinds}) is
 * chosen by the key {@code type} (its name in lower case with hyphens; the name alone where it has
 * no other keys), a missing key takes its {@link Default}.
 *
 * <p>Every error says at which key it is and what is known there.
 */
public final class RecordReader {

  private static final String TYPE = "type";

  private final String source;

  /** Looked for where the first family is met: many records have none. */
  private final Supplier<Kinds> kinds = Suppliers.memoize(Kinds::load);

  /**
   * @param source how messages name the file
   */
  public RecordReader(String source) {
    this.source = source;
  }

  /** The record of {@code type} whose settings are all left out. */
  public static <T> T byDefault(Class<T> type) {
    return new RecordReader(Kinds.label(type)).read(JsonNodeFactory.instance.objectNode(), type);
  }

  /**
   * A record with some settings changed.
   *
   * @param settings their names and values: numbers, texts, enums, records or lists of them
   */
  public <T extends Record> T changed(T record, Map<String, ?> settings) {
    ObjectNode tree = (ObjectNode) RecordWriter.write(record);
    tree.remove(TYPE);
    settings.forEach((name, value) -> tree.set(name, RecordWriter.write(value)));
    @SuppressWarnings("unchecked") // a record's class has no other type
    Class<T> type = (Class<T>) record.getClass();
    return read(tree, type);
  }

  /** The record of {@code type} that {@code node} describes. */
  public <T> T read(JsonNode node, Class<T> type) {
    return type.cast(read(node, type, "", null));
  }

  /**
   * The value of {@code type} that {@code node} describes.
   *
   * @param path where it is, for messages
   */
  public <T> T read(JsonNode node, Class<T> type, String path) {
    return type.cast(read(node, type, path, null));
  }

  private Object read(JsonNode node, Type type, String path, JsonNode byDefault) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return readList(node, list.getActualTypeArguments()[0], path);
    }
    if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
      return Optional.of(read(node, optional.getActualTypeArguments()[0], path, byDefault));
    }
    Class<?> raw = (Class<?>) type;
    if (Kinds.chosenByType(raw)) {
      return readByType(node, raw, path, byDefault);
    }
    if (raw.isRecord()) {
      return readRecord(node, raw, path);
    }
    if (raw.isEnum()) {
      return readEnum(node, raw, path);
    }
    return readScalar(node, raw, path);
  }

  private List<Object> readList(JsonNode node, Type element, String path) {
    if (node.isValueNode() && element == String.class) {
      return List.of(read(node, element, path, null)); // one name stands for a list of it
    }
    if (!node.isArray()) {
      throw wrong(path, "a list", node);
    }
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(read(node.get(i), element, path + "[" + i + "]", null));
    }
    return elements;
  }

  private Object readByType(JsonNode node, Class<?> type, String path, JsonNode byDefault) {
    Map<String, Class<? extends Record>> known = kinds.get().of(type);
    if (node.isTextual()) {
      return readRecord(JsonNodeFactory.instance.objectNode(), choose(node, known, path), path);
    }
    if (!node.isObject()) {
      throw wrong(path, "one of " + known.keySet() + " with its settings", node);
    }
    JsonNode label = node.get(TYPE);
    if (label == null && byDefault != null) {
      label = byDefault.get(TYPE);
    }
    if (label == null || !label.isTextual()) {
      throw failure("%s: %s: expected the key 'type' with one of %s", source, path, known.keySet());
    }
    Class<?> chosen = choose(label, known, path);
    ObjectNode settings = ((ObjectNode) node).deepCopy();
    settings.remove(TYPE);
    return readRecord(settings, chosen, path);
  }

  private Class<?> choose(JsonNode label, Map<String, Class<? extends Record>> known, String path) {
    Class<?> chosen = known.get(label.asText());
    if (chosen == null) {
      throw failure(
          "%s: %s: unknown type '%s'; expected one of %s%s",
          source, path, label.asText(), known.keySet(), didYouMean(label.asText(), known.keySet()));
    }
    return chosen;
  }

  private Object readRecord(JsonNode node, Class<?> type, String path) {
    if (!node.isObject()) {
      throw wrong(path, "keys and values", node);
    }
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!known.contains(key)) {
        throw failure(
            "%s: %s: unknown key; known here: %s%s",
            source, join(path, key), String.join(", ", known), didYouMean(key, known));
      }
    }
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = readComponent(node, components[i], path);
    }
    return construct(type, types, values, path);
  }

  private Object readComponent(JsonNode node, RecordComponent component, String path) {
    String at = join(path, component.getName());
    JsonNode value = node.get(component.getName());
    Default annotation = component.getAnnotation(Default.class);
    JsonNode byDefault = annotation == null ? null : parse(annotation.value());
    if (value == null || value.isNull()) {
      value = byDefault;
    }
    if (value == null && component.getType() == Optional.class) {
      return Optional.empty();
    }
    if (value == null) {
      throw failure("%s: %s: missing; a recipe must set it", source, at);
    }
    return read(value, component.getGenericType(), at, byDefault);
  }

  private Object construct(Class<?> type, Class<?>[] types, Object[] values, String path) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true); // a record of others need not be public
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException problem) {
        String where = path.isEmpty() ? "" : path + ": ";
        throw new InputException(source + ": " + where + problem.getMessage(), problem);
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object readEnum(JsonNode node, Class<?> type, String path) {
    List<String> known =
        Arrays.stream(type.getEnumConstants()).map(RecordWriter::enumLabel).toList();
    String text = node.isValueNode() ? node.asText() : "";
    int index = known.indexOf(text);
    if (index < 0) {
      throw wrong(path, "one of " + known, node);
    }
    return type.getEnumConstants()[index];
  }

  private Object readScalar(JsonNode node, Class<?> type, String path) {
    if (type == String.class) {
      if (node.isValueNode()) {
        return node.asText();
      }
      throw wrong(path, "a text", node);
    }
    if (type == boolean.class) {
      if (node.isBoolean()) {
        return node.booleanValue();
      }
      throw wrong(path, "true or false", node);
    }
    if (type == int.class || type == Integer.class) {
      if (node.canConvertToInt() && node.isIntegralNumber()) {
        return node.intValue();
      }
      throw wrong(path, "a whole number", node);
    }
    if (type == double.class || type == Double.class) {
      if (node.isNumber()) {
        return node.doubleValue();
      }
      throw wrong(path, "a number", node);
    }
    throw new IllegalStateException("no recipe form for " + type);
  }

  private static JsonNode parse(String text) {
    return Yaml.tree(text, "default '" + text + "'");
  }

  private InputException wrong(String path, String expected, JsonNode found) {
    return failure(
        "%s: %s: expected %s, found %s",
        source, path.isEmpty() ? "the recipe" : path, expected, found);
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
