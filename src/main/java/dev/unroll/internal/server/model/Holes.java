package dev.unroll.internal.server.model;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Zeros where a copy has not been yet: some tools make a file as long as it will be before they
 * fill it.
 */
final class Holes {

  /** Zeros in a row that are more likely a hole than numbers; a block of a disk. */
  private static final int LONGEST = 512;

  private Holes() {}

  /** A text of a message that has a zero in it, as none that was written has. */
  static Optional<String> inText(Message message) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      Object value = field.getValue();
      for (Object one : value instanceof List<?> many ? many : List.of(value)) {
        Optional<String> found =
            one instanceof Message inner
                ? inText(inner)
                : one instanceof String text && text.indexOf('\0') >= 0
                    ? Optional.of(field.getKey().getFullName())
                    : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a file ends with a zero, or has many in a row; numbers may be so, too. */
  static boolean maybeIn(Path file) throws IOException {
    int zeros = 0;
    byte[] piece = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        for (int i = 0; i < read; i++) {
          zeros = piece[i] == 0 ? zeros + 1 : 0;
          if (zeros == LONGEST) {
            return true;
          }
        }
      }
    }
    return zeros > 0;
  }
}
