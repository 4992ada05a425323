package dev.unroll.convert.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.internal.pickle.PickleBytes;
import dev.unroll.internal.pickle.PickleValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pickles that are damaged, that want too much, or that want to run something. */
class PickleReaderTest {

  /** Text as bytes; {@code \}{@code xHH} is a byte by its number. */
  private static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\x", i)) {
        out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        out.write(text.charAt(i));
      }
    }
    return out.toByteArray();
  }

  private static PickleValue read(byte[] pickle) {
    return TorchObjects.read(new PickleBytes("a.pth", pickle)).value();
  }

  private static void assertRefused(byte[] pickle, String message) {
    InputException e = assertThrows(InputException.class, () -> read(pickle));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // What runs something.
        "cos~system~(X\\x02\\x00\\x00\\x00lstR. | the pickle holds 'os.system', which is not read",
        "c__builtin__~eval~. | the pickle holds 'builtins.eval'",
        "cbuiltins~getattr~. | the pickle holds 'builtins.getattr'",
        "c__main__~Net~)\\x81. | the pickle holds '__main__.Net'",
        "\\x80\\x04\\x8c\\x05posix\\x8c\\x06system\\x93. | the pickle holds 'posix.system'",
        "ctorch.nn.modules.rnn~LSTM~. | save its weights: torch.save(model.state_dict()",
        "ctorch.storage~_load_from_bytes~. | 'torch.storage._load_from_bytes'",
        "ctorch.FloatStorage~x~. | 'torch.FloatStorage.x'",
        "(icollections~OrderedDict~. | operation 0x69",
        "(ccollections~OrderedDict~o. | operation 0x6f",
        "\\x82\\x01. | operation 0x82",
        "\\x97. | operation 0x97",
        "Pname~. | operation 0x50",
        // What is damaged.
        "} | asks for 1 more, but there are 0",
        ". | it takes a value where there is none",
        "(. | it takes a value where there is none",
        "}(0. | it takes a value where there is none",
        "e. | it goes back to a mark where there is none",
        "}(X\\x01\\x00\\x00\\x00au. | a key without a value",
        "h\\x05. | it asks for the value 5, which it has not kept",
        "gx~. | it asks for the value -1",
        "K\\x01K\\x02R. | it calls what has no name",
        "K\\x01K\\x02\\x93. | a name that is no text",
        "X\\xff\\xff\\xff\\x7fa. | asks for 2147483647 more, but there are",
        "X\\xff\\xff\\xff\\xffa. | asks for 4294967295 more",
        "T\\xff\\xff\\xff\\xffa. | the pickle is damaged or cut",
        "\\x8d\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xffa. | asks for 18446744073709551615 more",
        "\\x8b\\xff\\xff\\xff\\xff. | the pickle is damaged or cut",
        "\\x80\\x09}. | of a later protocol than 5",
        "K\\x01Q. | a storage has no class, key and size",
        "ctorch._utils~_rebuild_tensor_v2~(K\\x01tR. | a tensor has no storage",
      })
  void whatIsNoPickleOfWeightsIsRefused(String pickle, String message) {
    assertRefused(bytes(pickle.replace('~', '\n')), message);
  }

  @Test
  void whatStandsBesideWeightsIsPassedOver() {
    PickleValue value =
        read(
            bytes(
                "\\x80\\x02}(X\\x01\\x00\\x00\\x00aK\\x05X\\x01\\x00\\x00\\x00bF1.5\nK\\x07N"
                    + "X\\x01\\x00\\x00\\x00c\\x8a\\x0a\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\x09\\x0a"
                    + "X\\x01\\x00\\x00\\x00dcnumpy\ndtype\nU\\x02f4\\x85R"
                    + "X\\x01\\x00\\x00\\x00eI01\n"
                    + "X\\x01\\x00\\x00\\x00fccollections\nOrderedDict\n]](U\\x01xK\\x09ea\\x85R"
                    + "u."));
    Map<String, PickleValue> entries = ((PickleValue.Entries) value).entries();
    assertEquals(List.of("a", "b", "c", "d", "e", "f"), List.copyOf(entries.keySet()));
    assertEquals(new PickleValue.Whole(5), entries.get("a"));
  }

  private static byte[] repeated(String start, String part, int times, String end) {
    return bytes(start + part.repeat(times) + end);
  }

  @Test
  void memoryIsBounded() {
    String message = "makes more than 1000000 values";
    assertRefused(repeated("", "}", 1_000_001, "."), message);
    assertRefused(repeated("", "(", 1_000_001, "."), message);
    assertRefused(repeated("]", "2", 1_000_001, "."), message);
    assertRefused(repeated("]", "\\x94", 1_000_001, "."), message);
    // A list that is doubled over and over holds references to one value.
    assertRefused(repeated("]q\\x00", "(h\\x00h\\x00e", 400_000, "."), message);
  }

  @Test
  void valuesInCirclesHaveAnEnd() {
    // d = {"state_dict": d, "a": d, "b": d, ...}
    StringBuilder pickle = new StringBuilder("}q\\x00(X\\x0a\\x00\\x00\\x00state_dicth\\x00");
    for (int i = 0; i < 300; i++) {
      pickle.append("X\\x03\\x00\\x00\\x00%03dh\\x00".formatted(i));
    }
    PickleValue value = read(bytes(pickle + "u."));
    InputException e = assertThrows(InputException.class, () -> StateDict.of("a.pth", value));
    assertTrue(e.getMessage().startsWith("a.pth: "), e.getMessage());
  }

  /** Programs of operations that are known, with arguments of chance. */
  @Test
  void programsOfChanceAreReadOrRefused() {
    byte[] operations =
        "(012NIJKMGSVTUXBC])}ltdaesupqrghjcRbQ.".getBytes(StandardCharsets.ISO_8859_1);
    byte[] high = {
      (byte) 0x80, (byte) 0x81, (byte) 0x85, (byte) 0x86, (byte) 0x87, (byte) 0x88, (byte) 0x8a,
      (byte) 0x8b, (byte) 0x8c, (byte) 0x8d, (byte) 0x8e, (byte) 0x8f, (byte) 0x90, (byte) 0x91,
      (byte) 0x92, (byte) 0x93, (byte) 0x94, (byte) 0x95, (byte) 0x96
    };
    byte[][] names = {
      bytes("ccollections\nOrderedDict\n"),
      bytes("ctorch._utils\n_rebuild_tensor_v2\n"),
      bytes("ctorch\nFloatStorage\n"),
      bytes("X\\x07\\x00\\x00\\x00storagectorch\nFloatStorage\nX\\x01\\x00\\x00\\x000NK\\x04tQ")
    };
    Random random = new Random(7);
    int read = 0;
    for (int program = 0; program < 60_000; program++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int length = 1 + random.nextInt(40);
      for (int i = 0; i < length; i++) {
        switch (random.nextInt(6)) {
          case 0 -> out.write(high[random.nextInt(high.length)]);
          case 1 -> out.writeBytes(names[random.nextInt(names.length)]);
          case 2 -> out.write(random.nextInt(8));
          default -> out.write(operations[random.nextInt(operations.length)]);
        }
      }
      out.write('.');
      try {
        TorchObjects.Read all = TorchObjects.read(new PickleBytes("a.pth", out.toByteArray()));
        StateDict.of("a.pth", all.value());
      } catch (InputException e) {
        read++;
      }
    }
    assertTrue(read > 50_000, "refused: " + read);
  }
}
