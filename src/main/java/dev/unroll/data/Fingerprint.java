package dev.unroll.data;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Tells whether two datasets are the same, value for value. */
public final class Fingerprint {

  private Fingerprint() {}

  /** SHA-256 over class names, values, labels and groups of all parts. */
  public static String of(Dataset dataset) {
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(String.join("\n", dataset.classNames()), StandardCharsets.UTF_8);
    for (Split split : Split.values()) {
      Sequences part = dataset.split(split);
      hasher.putInt(part.size());
      ByteBuffer values =
          ByteBuffer.allocate(4 * Math.max(1, part.maxSteps()) * part.features())
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < part.size(); i++) {
        hasher.putInt(part.length(i));
        part.truthWords(i).forEach(hasher::putInt);
        hasher.putInt(part.group(i));
        part.copyTo(i, values.asFloatBuffer()::put);
        hasher.putBytes(values.array(), 0, 4 * part.length(i) * part.features());
      }
    }
    return hasher.hash().toString();
  }
}
