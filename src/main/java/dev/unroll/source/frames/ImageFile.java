package dev.unroll.source.frames;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads an image and brings it to a size. */
final class ImageFile {

  private ImageFile() {}

  /**
   * Red, green and blue of each pixel, [height, width, 3], flat; what is transparent counts as
   * opaque.
   *
   * @param content of a PNG, JPEG or BMP file
   * @param name how messages name the file
   * @throws InputException where it is damaged or of another kind
   */
  static byte[] read(byte[] content, String name, int height, int width) {
    BufferedImage image;
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw failure("%s: not an image; expected PNG, JPEG or BMP", name);
      }
      image = decode(readers.next(), in);
    } catch (IOException e) {
      throw new InputException(
          name + ": the image is damaged or of an unknown kind (" + e.getMessage() + ")", e);
    }
    return resize(pixels(image), image.getHeight(), image.getWidth(), height, width);
  }

  private static BufferedImage decode(ImageReader reader, ImageInputStream in) throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try {
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      for (String warning : warnings) {
        // Java only warns of a JPEG that is cut short, and fills it up with grey.
        if (warning.contains("Truncated") || warning.contains("premature end")) {
          throw new IOException(warning);
        }
      }
      return image;
    } catch (RuntimeException e) {
      // Readers throw exceptions of several kinds where a file is damaged.
      throw new IOException(e);
    } finally {
      reader.dispose();
    }
  }

  private static byte[] pixels(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] pixels = new byte[3 * height * width];
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    if (grey) {
      // As they are in the file: Java takes grey for linear light and would brighten it.
      Raster raster = image.getRaster();
      int shift = Math.max(0, image.getSampleModel().getSampleSize(0) - 8);
      for (int i = 0; i < height * width; i++) {
        byte light = (byte) (raster.getSample(i % width, i / width, 0) >>> shift);
        pixels[3 * i] = light;
        pixels[3 * i + 1] = light;
        pixels[3 * i + 2] = light;
      }
      return pixels;
    }
    int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < colours.length; i++) {
      pixels[3 * i] = (byte) (colours[i] >>> 16);
      pixels[3 * i + 1] = (byte) (colours[i] >>> 8);
      pixels[3 * i + 2] = (byte) colours[i];
    }
    return pixels;
  }

  /** The mean over the area that each new pixel covers, columns first, then rows. */
  private static byte[] resize(
      byte[] pixels, int fromHeight, int fromWidth, int height, int width) {
    if (fromHeight == height && fromWidth == width) {
      return pixels;
    }
    float[] narrow = new float[fromHeight * width * 3];
    for (int column = 0; column < width; column++) {
      Cover cover = new Cover(column, fromWidth, width);
      for (int from = cover.first; from < cover.end; from++) {
        float weight = cover.weight(from);
        for (int row = 0; row < fromHeight; row++) {
          for (int channel = 0; channel < 3; channel++) {
            narrow[(row * width + column) * 3 + channel] +=
                weight * (pixels[(row * fromWidth + from) * 3 + channel] & 0xff);
          }
        }
      }
    }
    float[] small = new float[height * width * 3];
    for (int row = 0; row < height; row++) {
      Cover cover = new Cover(row, fromHeight, height);
      for (int from = cover.first; from < cover.end; from++) {
        float weight = cover.weight(from);
        for (int i = 0; i < 3 * width; i++) {
          small[row * 3 * width + i] += weight * narrow[from * 3 * width + i];
        }
      }
    }
    byte[] rounded = new byte[small.length];
    for (int i = 0; i < small.length; i++) {
      rounded[i] = (byte) Math.round(small[i]);
    }
    return rounded;
  }

  /** Which old pixels a new one covers in one direction, and by what share of itself. */
  private static final class Cover {
    private final double left;
    private final double right;
    private final int first;
    private final int end;

    Cover(int pixel, int from, int to) {
      left = (double) pixel * from / to;
      right = (double) (pixel + 1) * from / to;
      first = (int) left;
      end = Math.min(from, (int) Math.ceil(right));
    }

    float weight(int old) {
      return (float) ((Math.min(right, old + 1) - Math.max(left, old)) / (right - left));
    }
  }
}
