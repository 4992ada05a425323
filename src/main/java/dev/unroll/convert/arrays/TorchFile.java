package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.convert.arrays.TorchValue.Storage;
import dev.unroll.convert.arrays.TorchValue.Tensor;
import dev.unroll.internal.pickle.PickleBytes;
import dev.unroll.internal.pickle.PickleValue;
import dev.unroll.internal.pickle.PickleValue.Items;
import dev.unroll.internal.pickle.PickleValue.Text;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the weights in what {@code torch.save} writes: a {@code state_dict}, or a dictionary that
 * holds one, such as a checkpoint of Lightning. Nothing in it is run.
 */
public final class TorchFile {

  private static final long MOST_BYTES = 1 << 30;
  private static final int MOST_PICKLE = 64 << 20;

  /** How a file of versions before 1.6 begins: a pickle of protocol 2 of a number. */
  private static final byte[] OLD = {
    (byte) 0x80,
    2,
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19,
    '.'
  };

  private TorchFile() {}

  /** Whether a file is by {@code torch.save}, or another pickle, whatever it is called. */
  public static boolean is(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(2);
    }
    if (start.length < 2) {
      return false;
    }
    // The protocols 2 to 5 begin with 0x80 and their number.
    boolean pickle = start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5;
    return pickle || (start[0] == 'P' && start[1] == 'K' && holdsPickle(file));
  }

  private static boolean holdsPickle(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(entry -> entry.getName().endsWith(".pkl"));
    } catch (ZipException | EOFException e) {
      return false; // who reads the zip says what is wrong with it
    }
  }

  /**
   * The tensors of floats by name.
   *
   * @throws InputException where the file is damaged, names what weights do not need, or does not
   *     tell which of its tensors are the weights
   */
  public static Map<String, Array> read(Path file) throws IOException {
    String who = file.getFileName().toString();
    that(
        Files.size(file) <= MOST_BYTES,
        "%s: expected %d MiB at most, found %d",
        file,
        MOST_BYTES >> 20,
        Files.size(file) >> 20);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(2);
      if (start.length == 2 && start[0] == 'P') {
        return zipped(file, who);
      }
    }
    return old(who, Files.readAllBytes(file));
  }

  private static Map<String, Array> zipped(Path file, String who) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> pickles =
          zip.stream()
              .filter(
                  entry ->
                      entry.getName().equals("data.pkl") || entry.getName().endsWith("/data.pkl"))
              .toList();
      that(
          pickles.size() == 1,
          "%s: expected what torch.save writes, with one data.pkl; found %d",
          who,
          pickles.size());
      String name = pickles.get(0).getName();
      String folder = name.substring(0, name.length() - "data.pkl".length());
      that(
          zip.getEntry(folder + "code/") == null
              && zip.stream().noneMatch(e -> e.getName().startsWith(folder + "code/")),
          "%s: a TorchScript program (torch.jit.save), which is not run; save the weights of the model:"
              + " torch.save(model.state_dict(), 'model.pth')",
          who);
      PickleBytes pickle = new PickleBytes(who, content(zip, who, name, MOST_PICKLE));
      Map<String, Tensor> tensors = StateDict.of(who, TorchObjects.read(pickle).value());
      ByteOrder order = order(zip, who, folder + "byteorder");
      Map<String, ByteBuffer> storages = new HashMap<>();
      return arrays(
          who,
          tensors,
          Files.size(file),
          storage -> {
            ByteBuffer known = storages.get(storage.key());
            if (known == null) {
              byte[] content = content(zip, who, folder + "data/" + storage.key(), MOST_BYTES);
              known = ByteBuffer.wrap(content).order(order);
              storages.put(storage.key(), known);
            }
            return known;
          });
    } catch (ZipException | EOFException e) {
      throw new InputException(
          who + ": not a whole file of torch.save (" + e.getMessage() + "); copy it again", e);
    }
  }

  private static ByteOrder order(ZipFile zip, String who, String name) throws IOException {
    boolean big = zip.getEntry(name) != null && content(zip, who, name, 16)[0] == 'b';
    return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** PyTorch packs nothing, so that no entry is larger than the file. */
  private static byte[] content(ZipFile zip, String who, String name, long most)
      throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw failure("%s: there is no '%s' in it; the file is damaged", who, name);
    }
    long allowed = Math.min(most, Math.max(1 << 10, 20 * entry.getCompressedSize()));
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes((int) allowed);
      that(
          content.length > 0 || !name.endsWith("byteorder"),
          "%s: its '%s' is empty; the file is damaged",
          who,
          name);
      that(
          in.read() < 0,
          "%s: its '%s' unpacks to more than %d bytes; the file is not to be trusted",
          who,
          name,
          allowed);
      return content;
    }
  }

  /** Five pickles after each other, the object third and its storages' keys last; then numbers. */
  private static Map<String, Array> old(String who, byte[] content) throws IOException {
    boolean old = content.length > OLD.length;
    for (int i = 0; old && i < OLD.length; i++) {
      old = content[i] == OLD[i];
    }
    PickleBytes bytes = new PickleBytes(who, content);
    if (!old) {
      // Python's own pickle.dump, or what is no pickle of weights: then a name says so.
      StateDict.of(who, TorchObjects.read(bytes).value());
      throw failure(
          "%s: a pickle, but not of torch.save; save the weights by torch.save(model.state_dict(),"
              + " 'model.pth')",
          who);
    }
    TorchObjects.read(bytes);
    TorchObjects.read(bytes);
    TorchObjects.read(bytes);
    TorchObjects.Read read = TorchObjects.read(bytes);
    Map<String, Tensor> tensors = StateDict.of(who, read.value());
    Map<String, ByteBuffer> storages = new HashMap<>();
    if (TorchObjects.read(bytes).value() instanceof Items keys) {
      for (PickleValue item : keys.items()) {
        Storage storage = item instanceof Text key ? read.storages().get(key.text()) : null;
        if (storage == null) {
          throw failure("%s: it has numbers of no tensor; the file is damaged", who);
        }
        long count = bytes.eight();
        int width = TorchTensors.width(who, storage);
        byte[] numbers = bytes.take(count > bytes.left() ? -1 : count * width);
        storages.put(storage.key(), ByteBuffer.wrap(numbers).order(ByteOrder.LITTLE_ENDIAN));
      }
    }
    return arrays(
        who,
        tensors,
        content.length,
        storage -> {
          ByteBuffer numbers = storages.get(storage.key());
          if (numbers == null) {
            throw failure("%s: tensors without their numbers; the file is cut: copy it again", who);
          }
          return numbers;
        });
  }

  /** Where a storage's numbers are. */
  @FunctionalInterface
  private interface Numbers {
    ByteBuffer of(Storage storage) throws IOException;
  }

  /** All tensors; they may share storages, but not so that a small file makes many numbers. */
  private static Map<String, Array> arrays(
      String who, Map<String, Tensor> tensors, long most, Numbers numbers) throws IOException {
    long total = 0;
    Map<String, Array> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
      total += Math.max(0, TorchTensors.size(each.getValue()));
      that(
          total <= most,
          "%s: its tensors have more numbers than its %d bytes bear out; the file is not to be trusted",
          who,
          most);
      arrays.put(
          each.getKey(),
          TorchTensors.array(
              who, each.getKey(), each.getValue(), numbers.of(each.getValue().storage())));
    }
    return arrays;
  }
}
