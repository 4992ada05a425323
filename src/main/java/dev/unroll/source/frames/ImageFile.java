package dev.unroll.source.frames;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
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

/** Reads an image as viewers show it. */
final class ImageFile {

  private ImageFile() {}

  /**
   * The picture, turned as the file says, with all its bits.
   *
   * @param content of a PNG, JPEG or BMP file
   * @param name how messages name the file
   * @param ground behind what is transparent
   * @throws InputException where it is damaged or of another kind
   */
  static Picture read(byte[] content, String name, Ground ground) {
    BufferedImage image;
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw failure("%s: not an image; expected PNG, JPEG, BMP, WebP or TIFF", name);
      }
      ImageReader reader = readers.next();
      that(
          !reader.getFormatName().equals("gif"),
          "%s: an animation (GIF), and a frame is one picture; give the file the ending .gif",
          name);
      image = decode(reader, in);
    } catch (IOException e) {
      that(
          !"Unsupported Image Type".equals(e.getMessage()),
          "%s: colours of this kind (CMYK or the like) are not read; save the image in RGB",
          name);
      throw new InputException(
          name + ": the image is damaged or of an unknown kind (" + e.getMessage() + ")", e);
    }
    return show(content, name, picture(image, ground));
  }

  /** The picture turned as the file says, which must have just that one. */
  static Picture show(byte[] content, String name, Picture stored) {
    ImageHeader header = ImageHeader.of(content);
    that(
        !header.hasSeveral(),
        "%s: has several pictures, and a frame is one; save each as a file of its own",
        name);
    that(
        header.isUnsigned(),
        "%s: its pixels are signed or have fractions; save it with whole numbers of 8 or 16 bits",
        name);
    return header.orientation().show(stored);
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

  private static Picture picture(BufferedImage image, Ground ground) {
    int height = image.getHeight();
    int width = image.getWidth();
    boolean indexed = image.getColorModel() instanceof IndexColorModel;
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    boolean deep = image.getRaster().getTransferType() == DataBuffer.TYPE_USHORT;
    if (!indexed && (grey || deep) && image.getSampleModel().getSampleSize(0) >= 8) {
      return samples(image, ground);
    }
    char[] values = new char[3 * height * width];
    int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < colours.length; i++) {
      int opacity = colours[i] >>> 24;
      for (int channel = 0; channel < 3; channel++) {
        int value = colours[i] >>> (16 - 8 * channel) & 0xff;
        values[3 * i + channel] = ground.behind(value, opacity, 255);
      }
    }
    return new Picture(height, width, values, 255);
  }

  /**
   * The numbers as they are in the file: Java takes grey for linear light and would brighten it,
   * and would cut 16 bits down to 8.
   */
  private static Picture samples(BufferedImage image, Ground ground) {
    int height = image.getHeight();
    int width = image.getWidth();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int white = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 65535 : 255;
    char[] values = new char[3 * height * width];
    int[] pixel = new int[bands];
    for (int i = 0; i < height * width; i++) {
      raster.getPixel(i % width, i / width, pixel);
      int opacity = bands % 2 == 0 ? pixel[bands - 1] : white;
      for (int channel = 0; channel < 3; channel++) {
        int value = pixel[bands < 3 ? 0 : channel];
        values[3 * i + channel] = ground.behind(value, opacity, white);
      }
    }
    return new Picture(height, width, values, white);
  }
}
