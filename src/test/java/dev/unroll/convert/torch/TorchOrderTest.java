package dev.unroll.convert.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.convert.WeightFile;
import dev.unroll.convert.network.WeightSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of PyTorch's has no order; names must tell it. */
class TorchOrderTest {

  @TempDir Path temp;

  /** Two LSTMs of 4 units over 4 features, and an output layer. */
  private Path twoLstms(String first, String second) throws IOException {
    List<String> tensors = new ArrayList<>();
    int from = 0;
    for (String name : new String[] {first, second}) {
      for (String weight : new String[] {"weight_ih_l0", "weight_hh_l0"}) {
        tensors.add(tensor(name + "." + weight, "[16,4]", from, from + 256));
        from += 256;
      }
    }
    tensors.add(tensor("fc.weight", "[3,4]", from, from + 48));
    byte[] header = ("{" + String.join(",", tensors) + "}").getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + from + 48).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header);
    return Files.write(temp.resolve("two.safetensors"), file.array());
  }

  private static String tensor(String name, String shape, int from, int to) {
    return "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%s,%s]}"
        .formatted(name, shape, from, to);
  }

  @Test
  void namesThatDifferByNumbersTellTheOrder() throws IOException {
    WeightSource source = WeightFile.open(twoLstms("lstm10", "lstm9"));
    assertEquals(3, source.network(false).layers().size());
    assertTrue(source.layers().get(0).contains("lstm9"), source.layers().toString());
  }

  @Test
  void otherNamesAreRefused() throws IOException {
    WeightSource source = WeightFile.open(twoLstms("encoder", "decoder"));
    InputException e = assertThrows(InputException.class, () -> source.network(false));
    assertTrue(e.getMessage().contains("do not tell which comes first"), e.getMessage());
  }
}
