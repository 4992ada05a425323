package dev.unroll.source.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FFV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_TIFF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_WEBP;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGRA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY16BE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY16LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB48BE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB48LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA64BE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels of many kinds of file, against the numbers that were written. */
class PictureKindsTest {

  private static final int HEIGHT = 5;
  private static final int WIDTH = 7;

  @TempDir Path temp;

  /** Files of FFmpeg's; images as frames of one picture. */
  @ParameterizedTest
  @CsvSource({
    "grey, png, 1, 8",
    "grey, tiff, 1, 8",
    "grey, mkv, 1, 8",
    "grey, ffv1, 1, 8",
    "grey, png, 1, 16",
    "grey, tiff, 1, 16",
    "grey, mkv, 1, 16",
    "grey, ffv1, 1, 16",
    "rgb, png, 3, 8",
    "rgb, tiff, 3, 8",
    "rgb, mkv, 3, 8",
    "rgb, png, 3, 16",
    "rgb, tiff, 3, 16",
    "rgb, mkv, 3, 16",
    "rgba, png, 4, 8",
    "rgba, mkv, 4, 8",
    "rgba, tiff, 4, 8",
    "rgba, webp, 4, 8",
    "rgba, png, 4, 16",
    "rgba, mkv, 4, 16"
  })
  void allBitsAndOpacityAreKept(String colours, String kind, int channels, int bits)
      throws IOException {
    Random random = new Random(kind.hashCode() + channels + bits);
    int white = (1 << bits) - 1;
    int[] values = new int[HEIGHT * WIDTH * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(white + 1);
      if (channels == 4 && i % 4 == 3 && random.nextBoolean()) {
        values[i] = random.nextBoolean() ? 0 : white;
      }
    }
    Path file = write(kind, channels, bits, values);
    for (Ground ground : Ground.values()) {
      Picture picture = read(file, ground);
      assertEquals(white, picture.white());
      assertEquals(HEIGHT, picture.height());
      assertEquals(WIDTH, picture.width());
      for (int pixel = 0; pixel < HEIGHT * WIDTH; pixel++) {
        for (int channel = 0; channel < 3; channel++) {
          int value = values[pixel * channels + (channels == 1 ? 0 : channel)];
          double opacity = channels == 4 ? values[pixel * 4 + 3] / (double) white : 1;
          double behind = ground == Ground.WHITE ? white : 0;
          assertEquals(
              value * opacity + behind * (1 - opacity),
              picture.values()[3 * pixel + channel],
              0.5 + 1e-6,
              colours + " on " + ground + ", pixel " + pixel);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "png", "webp"})
  void aTransparentAnimationIsWhatItsImagesAre(String kind) throws IOException {
    for (Ground ground : Ground.values()) {
      float[] seen = new float[8];
      for (String className : new String[] {"a", "b"}) {
        Path folder = temp.resolve(ground + kind + "/" + className);
        Files.createDirectories(kind.equals("gif") ? folder : folder.resolve("clip"));
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(1, 0, Color.WHITE.getRGB());
        image.setRGB(2, 1, Color.RED.getRGB());
        switch (kind) {
          case "gif" -> ImageIO.write(image, "gif", folder.resolve("clip.gif").toFile());
          case "png" -> ImageIO.write(image, "png", folder.resolve("clip/1.png").toFile());
          default -> {
            byte[] pixels = new byte[32];
            pixels[4] = pixels[5] = pixels[6] = pixels[7] = (byte) 255;
            pixels[26] = pixels[27] = (byte) 255;
            Videos.write(
                folder.resolve("clip/1.webp"),
                AV_CODEC_ID_WEBP,
                AV_PIX_FMT_BGRA,
                2,
                4,
                new byte[][] {pixels},
                new long[] {0},
                25);
          }
        }
      }
      Frames settings = new Frames(2, 4, 1, 1, 0, 0, "", "", 1, 0, ground, "");
      seen = settings.read(temp.resolve(ground + kind).toString()).train().values(0);
      float behind = ground == Ground.WHITE ? 1 : 0;
      float[] expected = {behind, 1, behind, behind, behind, behind, 0.299f, behind};
      assertArrayEquals(expected, seen, 1e-6f, kind + " on " + ground);
    }
  }

  @Test
  void transparentColoursThatAPngNamesAreTransparent() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] reds = {0, (byte) 200};
    byte[] none = {0, 0};
    byte[] opacities = {0, (byte) 128};
    var colours = new IndexColorModel(8, 2, reds, none, none, opacities);
    BufferedImage indexed = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, colours);
    indexed.getRaster().setSample(1, 0, 0, 1);
    ImageIO.write(indexed, "png", out);
    Picture picture = ImageFile.read(out.toByteArray(), "a", Ground.WHITE);
    assertArrayEquals(new char[] {255, 255, 255, 227, 127, 127}, picture.values());
  }

  @Test
  void meansAreOfWhatIsSeen() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ffffff);
    image.setRGB(1, 0, 0xff640000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    Picture picture = ImageFile.read(out.toByteArray(), "a", Ground.BLACK);
    assertArrayEquals(new char[] {50, 0, 0}, picture.resize(1, 1).values());
  }

  @Test
  void severalPicturesInOneImageAreRefused() throws IOException {
    byte[] tiff = Files.readAllBytes(write("tiff", 3, 8, new int[HEIGHT * WIDTH * 3]));
    ByteBuffer bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(4);
    bytes.putInt(directory + 2 + 12 * bytes.getShort(directory), 8);
    InputException e =
        assertThrows(
            InputException.class,
            () -> ImageFile.show(tiff, "a.tiff", new Picture(1, 1, new char[3], 255)));
    assertEquals(
        "a.tiff: has several pictures, and a frame is one; save each as a file of its own",
        e.getMessage());
  }

  @Test
  void pixelsThatAreNoWholeNumbersAreRefused() throws IOException {
    byte[] tiff = Files.readAllBytes(write("tiff", 1, 16, new int[HEIGHT * WIDTH]));
    ByteBuffer bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    int entry = bytes.getInt(4) + 2; // the first entry becomes one of the sample format
    for (int format : new int[] {1, 2, 3}) {
      bytes.putShort(entry, (short) 0x0153).putShort(entry + 2, (short) 3).putInt(entry + 4, 1);
      bytes.putShort(entry + 8, (short) format);
      assertEquals(format == 1, ImageHeader.of(tiff).isUnsigned());
    }
    InputException e =
        assertThrows(
            InputException.class,
            () -> ImageFile.show(tiff, "a.tiff", new Picture(1, 1, new char[3], 255)));
    assertEquals(
        "a.tiff: its pixels are signed or have fractions; save it with whole numbers of 8 or 16"
            + " bits",
        e.getMessage());
  }

  @Test
  void imagesAreKnownByTheirContent() throws IOException {
    Path webp = write("webp", 4, 8, new int[HEIGHT * WIDTH * 4]);
    for (String className : List.of("a", "b")) {
      Path clip = Files.createDirectories(temp.resolve("set/" + className + "/clip"));
      Files.copy(webp, clip.resolve("1.jpg"));
      Files.write(clip.resolve("2.webp"), Pictures.greyPng(1, 1, 51));
    }
    Frames settings = new Frames(1, 1, 1, 1, 0, 0, "", "", 1);
    float[] values = settings.read(temp.resolve("set").toString()).train().values(0);
    assertArrayEquals(new float[] {0, 0.2f}, values, 1e-6f);
    Path gif = temp.resolve("set/a/clip/3.png");
    Pictures.writeGif(gif, 2);
    InputException e =
        assertThrows(InputException.class, () -> settings.read(temp.resolve("set").toString()));
    assertEquals(
        gif + ": an animation (GIF), and a frame is one picture; give the file the ending .gif",
        e.getMessage());
  }

  private static Picture read(Path file, Ground ground) throws IOException {
    String name = file.toString();
    if (name.endsWith("png")) {
      return ImageFile.read(Files.readAllBytes(file), name, ground);
    }
    Picture stored = StillFrame.read(file, name, ground);
    return name.endsWith("mkv") ? stored : ImageFile.show(Files.readAllBytes(file), name, stored);
  }

  private Path write(String kind, int channels, int bits, int[] values) {
    boolean little = !kind.equals("png") && !kind.equals("mkv");
    int bytes = bits / 8;
    byte[] frame = new byte[values.length * bytes];
    for (int i = 0; i < values.length; i++) {
      if (bytes == 1) {
        frame[i] = (byte) values[i];
      } else {
        frame[2 * i + (little ? 0 : 1)] = (byte) values[i];
        frame[2 * i + (little ? 1 : 0)] = (byte) (values[i] >>> 8);
      }
    }
    if (kind.equals("webp")) {
      for (int i = 0; i < frame.length; i += 4) {
        byte red = frame[i];
        frame[i] = frame[i + 2];
        frame[i + 2] = red;
      }
    }
    int format =
        switch (channels) {
          case 1 ->
              bits == 8 ? AV_PIX_FMT_GRAY8 : little ? AV_PIX_FMT_GRAY16LE : AV_PIX_FMT_GRAY16BE;
          case 3 -> bits == 8 ? AV_PIX_FMT_RGB24 : little ? AV_PIX_FMT_RGB48LE : AV_PIX_FMT_RGB48BE;
          default ->
              kind.equals("webp")
                  ? AV_PIX_FMT_BGRA
                  : bits == 8 ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGBA64BE;
        };
    int encoding =
        switch (kind) {
          case "tiff" -> AV_CODEC_ID_TIFF;
          case "webp" -> AV_CODEC_ID_WEBP;
          case "ffv1" -> AV_CODEC_ID_FFV1;
          default -> AV_CODEC_ID_PNG;
        };
    Path file = temp.resolve("a." + (kind.equals("ffv1") ? "mkv" : kind));
    Videos.write(file, encoding, format, HEIGHT, WIDTH, new byte[][] {frame}, new long[] {0}, 25);
    return file;
  }
}
