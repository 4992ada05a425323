package dev.unroll.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnappyTest {

  /** Text that repeats itself at short and at long distances. */
  private static byte[] text(Random random, int size) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      boolean again = text.length() > 4 && random.nextInt(3) > 0;
      if (again) {
        int from = random.nextInt(text.length() - 1);
        int count = 1 + random.nextInt(90);
        text.append(text, from, Math.min(text.length(), from + count));
      } else {
        text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.substring(0, size).getBytes(StandardCharsets.UTF_8);
  }

  /** Packs by the format's description: literals, and all three kinds of copies where they fit. */
  private static byte[] pack(byte[] plain, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int rest = plain.length; ; rest >>>= 7) {
      out.write(rest > 127 ? (rest & 127) | 128 : rest);
      if (rest <= 127) {
        break;
      }
    }
    int literal = 0;
    int at = 0;
    while (at < plain.length) {
      int back = at == 0 ? 0 : 1 + random.nextInt(at);
      int count = back == 0 ? 0 : same(plain, at, back, 64);
      if (count < 4) {
        at++;
        if (at - literal == 300 || at == plain.length) {
          literal(out, plain, literal, at);
          literal = at;
        }
        continue;
      }
      literal(out, plain, literal, at);
      if (count <= 11 && back < 2048) {
        out.write(1 | (count - 4) << 2 | (back >> 8) << 5);
        out.write(back);
      } else if (back < 65536 && random.nextBoolean()) {
        out.write(2 | (count - 1) << 2);
        out.write(back);
        out.write(back >> 8);
      } else {
        out.write(3 | (count - 1) << 2);
        for (int i = 0; i < 4; i++) {
          out.write(back >> (8 * i));
        }
      }
      at += count;
      literal = at;
    }
    return out.toByteArray();
  }

  private static int same(byte[] plain, int at, int back, int most) {
    int count = 0;
    while (count < most
        && at + count < plain.length
        && plain[at + count - back] == plain[at + count]) {
      count++;
    }
    return count;
  }

  private static void literal(ByteArrayOutputStream out, byte[] plain, int from, int to) {
    int count = to - from;
    if (count == 0) {
      return;
    }
    if (count <= 60) {
      out.write((count - 1) << 2);
    } else if (count <= 256) {
      out.write(60 << 2);
      out.write(count - 1);
    } else {
      out.write(61 << 2);
      out.write(count - 1);
      out.write((count - 1) >> 8);
    }
    out.write(plain, from, count);
  }

  @Test
  void unpacksWhatWasPacked() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] plain = text(random, random.nextInt(4000));
      byte[] packed = pack(plain, random);
      byte[] around = new byte[packed.length + 7];
      System.arraycopy(packed, 0, around, 3, packed.length);
      assertArrayEquals(plain, Snappy.unpack(around, 3, packed.length));
    }
  }

  @Test
  void unpacksTheExamplesOfTheFormat() throws IOException {
    // "xababab" is the literal "xab", then a copy of 4 from 2 back, which overlaps itself.
    byte[] packed = {7, 2 << 2, 'x', 'a', 'b', 1, 2};
    assertEquals("xababab", new String(Snappy.unpack(packed, 0, 7), StandardCharsets.UTF_8));
  }

  @Test
  void refusesWhatIsCutOrChangedAndReadsNothingBeyond() throws IOException {
    Random random = new Random(6);
    byte[] plain = text(random, 900);
    byte[] packed = pack(plain, random);
    for (int length = 0; length < packed.length; length++) {
      int cut = length;
      assertThrows(IOException.class, () -> Snappy.unpack(packed, 0, cut));
    }
    for (int i = 0; i < 2000; i++) {
      byte[] wrong = packed.clone();
      wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
      try {
        assertEquals(true, Snappy.unpack(wrong, 0, wrong.length).length <= 22 * wrong.length);
      } catch (IOException e) {
        assertEquals("a packed block is damaged", e.getMessage());
      }
    }
    byte[] huge = {-1, -1, -1, -1, 15, 0, 'a'};
    assertThrows(IOException.class, () -> Snappy.unpack(huge, 0, huge.length));
    assertThrows(IOException.class, () -> Snappy.unpack(Arrays.copyOf(huge, 3), 0, 3));
  }
}
