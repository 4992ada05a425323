package dev.unroll.source.frames;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Small images and animations. */
final class Pictures {

  /** Red, green and blue of a pixel. */
  @FunctionalInterface
  interface Colouring {
    int[] at(int row, int column);
  }

  private Pictures() {}

  static byte[] png(int width, int height, Colouring colouring) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image(width, height, colouring), "png", new MemoryCacheImageOutputStream(out));
    return out.toByteArray();
  }

  static byte[] jpeg(int width, int height) throws IOException {
    return jpeg(width, height, (row, column) -> new int[] {37 * row % 256, 91 * column % 256, 20});
  }

  static byte[] jpeg(int width, int height, Colouring colouring) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BufferedImage image = image(width, height, colouring);
    ImageIO.write(image, "jpg", new MemoryCacheImageOutputStream(out));
    return out.toByteArray();
  }

  static byte[] greyPng(int width, int height, int light) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      image.getRaster().setSample(i % width, i / width, 0, light);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", new MemoryCacheImageOutputStream(out));
    return out.toByteArray();
  }

  /** Frames of 12 x 8 pixels in one colour each, of red 40 times the frame's number. */
  static void writeGif(Path file, int frames) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (OutputStream out = Files.newOutputStream(file);
        ImageOutputStream images = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(images);
      writer.prepareWriteSequence(null);
      for (int frame = 0; frame < frames; frame++) {
        int red = 40 * frame;
        BufferedImage image = image(12, 8, (row, column) -> new int[] {red, 90, 10});
        writer.writeToSequence(new IIOImage(image, null, tenthOfASecond(writer, image)), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  /** How long a frame is shown; FFmpeg takes frames without it for one. */
  private static IIOMetadata tenthOfASecond(ImageWriter writer, BufferedImage image)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    IIOMetadataNode control =
        (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
    control.setAttribute("delayTime", "10");
    metadata.setFromTree(format, root);
    return metadata;
  }

  private static BufferedImage image(int width, int height, Colouring colouring) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int[] colour = colouring.at(row, column);
        image.setRGB(column, row, colour[0] << 16 | colour[1] << 8 | colour[2]);
      }
    }
    return image;
  }
}
