package dev.unroll.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.CaseFormat;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;

/** Writes records as the YAML tree that {@link RecordReader} reads, every setting spelled out. */
public final class RecordWriter {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordWriter() {}

  /** The tree of a record. */
  public static JsonNode write(Object value) {
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
    if (Kinds.ofFamily(record.getClass())) {
      node.put("type", Kinds.label(record.getClass()));
    }
    try {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        component.getAccessor().setAccessible(true);
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

  /** A constant's name in recipes: {@code LAST_VALID} is {@code last-valid}. */
  static String enumLabel(Object constant) {
    return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.LOWER_HYPHEN, ((Enum<?>) constant).name());
  }
}
