package dev.unroll.internal.server.settings;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages of protocol buffers as text. */
final class TextProto {

  private static final long MOST_BYTES = 16 << 20;

  /** Deeper than any message that is read here. */
  private static final int DEEPEST = 100;

  /** How protobuf tells a field that it does not know. */
  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("(\\d+):(\\d+):\\s*([\\w.]+)\\.(\\w+)");

  /** How it tells a value that an enumeration does not have. */
  private static final Pattern UNKNOWN_VALUE =
      Pattern.compile("Enum type \"([\\w.]+)\" has no value named \"([^\"]*)\"\\.?");

  private static final Pattern PLACE = Pattern.compile("^\\d+:\\d+: ");

  private TextProto() {}

  /**
   * Reads a file into a message.
   *
   * @throws InputException where it cannot be read, with the line, and what is known where
   *     something is not
   */
  static void read(Path file, Message.Builder message) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw failure("%s: no such file; check the path", file);
    }
    that(
        Files.size(file) <= MOST_BYTES,
        "%s: expected a file of %d bytes at most, found %d",
        file,
        MOST_BYTES,
        Files.size(file));
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InputException(file + ": expected text in UTF-8", e);
    }
    requireFlat(file, text);
    try {
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build()
          .merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw new InputException(
          file + ":" + e.getLine() + ": " + words(e, message.getDescriptorForType()), e);
    }
  }

  private static void requireFlat(Path file, String text) {
    int depth = 0;
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
      } else if (c == '{' || c == '<' || c == '[') {
        depth++;
      } else if (c == '}' || c == '>' || c == ']') {
        depth--;
      }
      if (depth > DEEPEST) {
        throw failure("%s:%d: it is nested too deeply", file, line);
      }
    }
  }

  private static String words(TextFormat.ParseException e, Descriptor root) {
    String message = String.valueOf(e.getMessage());
    Matcher field = UNKNOWN_FIELD.matcher(message);
    if (message.contains("unknown fields") && field.find()) {
      Optional<Descriptor> owner = message(root, field.group(3), new HashSet<>());
      if (owner.isPresent()) {
        List<String> known =
            owner.get().getFields().stream().map(FieldDescriptor::getName).toList();
        return "unknown field '"
            + field.group(4)
            + "'; "
            + owner.get().getName()
            + " has "
            + known
            + didYouMean(field.group(4), known);
      }
    }
    Matcher value = UNKNOWN_VALUE.matcher(message);
    if (value.find()) {
      Optional<EnumDescriptor> owner = enumeration(root, value.group(1), new HashSet<>());
      if (owner.isPresent()) {
        List<String> known = owner.get().getValues().stream().map(one -> one.getName()).toList();
        return "unknown value '"
            + value.group(2)
            + "'; expected one of "
            + known
            + didYouMean(value.group(2), known);
      }
    }
    return PLACE.matcher(message).replaceFirst("");
  }

  /** A message of a name among those that {@code from} is made of. */
  private static Optional<Descriptor> message(Descriptor from, String name, Set<Descriptor> seen) {
    if (from.getFullName().equals(name)) {
      return Optional.of(from);
    }
    if (!seen.add(from)) {
      return Optional.empty();
    }
    return from.getFields().stream()
        .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
        .flatMap(field -> message(field.getMessageType(), name, seen).stream())
        .findFirst();
  }

  private static Optional<EnumDescriptor> enumeration(
      Descriptor from, String name, Set<Descriptor> seen) {
    if (!seen.add(from)) {
      return Optional.empty();
    }
    for (FieldDescriptor field : from.getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.ENUM
          && field.getEnumType().getFullName().equals(name)) {
        return Optional.of(field.getEnumType());
      }
    }
    return from.getFields().stream()
        .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
        .flatMap(field -> enumeration(field.getMessageType(), name, seen).stream())
        .findFirst();
  }
}
