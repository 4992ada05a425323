package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.failure;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Python's pickles, which run code when they are read, and so are not. */
public final class Pickle {

  private Pickle() {}

  /**
   * Refuses a pickle, whatever it is called.
   *
   * @throws dev.unroll.check.InputException where the file is one, or a zip that holds one
   */
  public static void refuse(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(2);
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean named =
        name.endsWith(".pt")
            || name.endsWith(".pth")
            || name.endsWith(".pkl")
            || name.endsWith(".pickle");
    // The protocols 2 to 5 begin with 0x80 and their number.
    boolean plain = start.length == 2 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5;
    boolean zip = start.length == 2 && start[0] == 'P' && start[1] == 'K';
    if (named || plain || (zip && holdsPickle(file))) {
      throw failure(
          "%s: a Python pickle, which may run any code when it is read; save the weights in PyTorch"
              + " by safetensors.torch.save_file(model.state_dict(), 'model.safetensors') and"
              + " import that",
          file);
    }
  }

  private static boolean holdsPickle(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return Collections.list(zip.entries()).stream()
          .anyMatch(entry -> entry.getName().endsWith(".pkl"));
    } catch (ZipException | EOFException e) {
      return false; // who reads the zip says what is wrong with it
    }
  }
}
