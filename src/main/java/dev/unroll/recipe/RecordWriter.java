package dev.unroll.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.CaseFormat;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes records as the YAML tree that {@link RecordReader} reads, every setting spelled out. */
final class RecordWriter {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordWriter() {}

  /** The tree of a record. */
  static JsonNode write(Object value) {
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(write(element)));
      return array;
    }
    if (value instanceof Record record) {
      return writeRecord(record);
    }
    if (value instanceof Enum<?>) {
      return NODES.textNode(enumLabel(value));
    }
    if (value instanceof Double number) {
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? NODES.numberNode(number.longValue())
          : NODES.numberNode(number);
    }
    if (value instanceof Integer number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    return NODES.textNode((String) value);
  }

  private static ObjectNode writeRecord(Record record) {
    ObjectNode node = NODES.objectNode();
    boolean chosenByType =
        Arrays.stream(record.getClass().getInterfaces()).anyMatch(Class::isSealed);
    if (chosenByType) {
      node.put("type", label(record.getClass()));
    }
    try {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        Object value = component.getAccessor().invoke(record);
        if (!(value instanceof Optional<?> optional)) {
          node.set(component.getName(), write(value));
        } else if (optional.isPresent()) {
          node.set(component.getName(), write(optional.get()));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return node;
  }

  /**
   * A record's name in recipes: {@code BasicLstm} is {@code basic-lstm}, {@code Conv1D} is {@code
   * conv1d}.
   */
  static String label(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** A constant's name in recipes: {@code LAST_VALID} is {@code last-valid}. */
  static String enumLabel(Object constant) {
    return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.LOWER_HYPHEN, ((Enum<?>) constant).name());
  }
}
