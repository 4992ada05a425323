package dev.unroll.source.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every orientation in every kind of file, against the eight pictures written out by hand: stored
 * are the letters ab / cd / ef, in three rows of two.
 */
class OrientationTest {

  /** What is shown for EXIF's numbers 1 to 8, rows from the top. */
  private static final List<List<String>> SHOWN =
      List.of(
          List.of("ab", "cd", "ef"),
          List.of("ba", "dc", "fe"),
          List.of("fe", "dc", "ba"),
          List.of("ef", "cd", "ab"),
          List.of("ace", "bdf"),
          List.of("eca", "fdb"),
          List.of("fdb", "eca"),
          List.of("bdf", "ace"));

  /** The matrices of videos in the same order. */
  private static final double[][] MATRICES = {
    {1, 0, 0, 1},
    {-1, 0, 0, 1},
    {-1, 0, 0, -1},
    {1, 0, 0, -1},
    {0, 1, 1, 0},
    {0, 1, -1, 0},
    {0, -1, -1, 0},
    {0, -1, 1, 0}
  };

  @TempDir Path temp;

  record Image(String kind, int number, ByteOrder order) {
    byte[] content() throws IOException {
      byte[] exif = exif(order, number);
      return kind.equals("PNG") ? pngWithExif(stored(1), exif) : withExif(largeJpeg(), exif);
    }
  }

  static List<Image> images() {
    List<Image> images = new ArrayList<>();
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (int number = 1; number <= 8; number++) {
        images.add(new Image("JPEG", number, order));
        images.add(new Image("PNG", number, order));
      }
    }
    return images;
  }

  @ParameterizedTest
  @MethodSource("images")
  void imagesAreTurnedAsTheirExifDataSay(Image image) throws IOException {
    List<String> shown = SHOWN.get(image.number() - 1);
    Picture read = ImageFile.read(image.content(), "a", Ground.BLACK);
    assertEquals(shown, letters(read.resize(shown.size(), shown.get(0).length())));
  }

  @Test
  void numbersThatMeanNothingAreUpright() throws IOException {
    for (int number : new int[] {0, 9, 300}) {
      byte[] image = pngWithExif(stored(1), exif(ByteOrder.BIG_ENDIAN, number));
      assertEquals(SHOWN.get(0), letters(ImageFile.read(image, "a", Ground.BLACK)));
    }
  }

  @Test
  void dataThatAreCutShortAreUpright() throws IOException {
    byte[] exif = exif(ByteOrder.BIG_ENDIAN, 6);
    for (int length = 0; length < 18; length++) {
      byte[] cut = Arrays.copyOf(exif, length);
      Picture read = ImageFile.read(withExif(largeJpeg(), cut), "a", Ground.BLACK);
      assertEquals(SHOWN.get(0), letters(read.resize(3, 2)), "cut to " + length);
    }
  }

  @Test
  void videosAreTurnedAsTheirMatrixSays() throws IOException {
    for (int i = 0; i < MATRICES.length; i++) {
      for (double scale : new double[] {1, 1.25}) {
        Path file = temp.resolve(i + "-" + scale + ".mov");
        write(file);
        double[] m = MATRICES[i];
        Videos.setMatrix(file, scale * m[0], scale * m[1], m[2], m[3]);
        List<String> shown = SHOWN.get(i);
        Frames settings = new Frames(shown.size(), shown.get(0).length(), 3, 1, 0, 0, "", "", 1);
        FramePicker picker = new FramePicker(settings, "");
        VideoFile.read(file, "a", Ground.BLACK, new VideoFrames(settings, "a", picker));
        assertEquals(1, picker.frames().size());
        assertEquals(shown, letters(picker.frames().get(0)), "matrix " + (i + 1));
      }
    }
  }

  @Test
  void aTurnedVideoIsWhatATurnedImageIs() throws IOException {
    for (String className : List.of("a", "b")) {
      Path clip = Files.createDirectories(temp.resolve("set/" + className + "/image"));
      Files.write(clip.resolve("1.png"), pngWithExif(stored(1), exif(ByteOrder.LITTLE_ENDIAN, 6)));
      Path video = temp.resolve("set/" + className + "/video.mov");
      write(video);
      Videos.setMatrix(video, 0, 1, -1, 0);
    }
    var train = new Frames(2, 3, 3, 1, 0, 0, "", "", 1).read(temp + "/set").train();
    assertEquals(4, train.size());
    assertArrayEquals(train.values(0), train.values(1));
  }

  @Test
  void aVideoShownAtAnAngleIsRefused() throws IOException {
    Path file = temp.resolve("a.mov");
    write(file);
    double half = Math.sqrt(0.5);
    Videos.setMatrix(file, half, half, -half, half);
    Frames settings = new Frames();
    FramePicker picker = new FramePicker(settings, "");
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                VideoFile.read(
                    file, "a.mov", Ground.BLACK, new VideoFrames(settings, "a.mov", picker)));
    assertEquals(
        "a.mov: the video is shown at an angle, and only quarters of a turn are read; save it"
            + " turned",
        e.getMessage());
  }

  private static void write(Path file) {
    byte[] frame = new byte[18];
    for (int i = 0; i < 6; i++) {
      int[] colour = colour(i / 2, i % 2);
      for (int channel = 0; channel < 3; channel++) {
        frame[3 * i + channel] = (byte) colour[channel];
      }
    }
    Videos.write(file, AV_PIX_FMT_RGB24, 3, 2, new byte[][] {frame}, new long[] {0}, 30);
  }

  /** Red tells the letter: a is 20, b 60, ... f 220. */
  private static int[] colour(int row, int column) {
    return new int[] {20 + 40 * (2 * row + column), 100, 100};
  }

  private static List<String> letters(Picture picture) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < picture.height(); row++) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < picture.width(); column++) {
        int red = picture.values()[3 * (row * picture.width() + column)];
        text.append((char) ('a' + Math.round((red - 20) / 40f)));
      }
      rows.add(text.toString());
    }
    return rows;
  }

  /** Squares of so many pixels. */
  private static byte[] stored(int pixels) throws IOException {
    return Pictures.png(
        2 * pixels, 3 * pixels, (row, column) -> colour(row / pixels, column / pixels));
  }

  private static byte[] largeJpeg() throws IOException {
    return Pictures.jpeg(32, 48, (row, column) -> colour(row / 16, column / 16));
  }

  /** A TIFF structure with a width before the orientation. */
  private static byte[] exif(ByteOrder order, int orientation) {
    ByteBuffer tiff = ByteBuffer.allocate(38).order(order);
    tiff.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    tiff.putShort((short) 42).putInt(8).putShort((short) 2);
    tiff.putShort((short) 0x0100)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) 2)
        .putShort((short) 0);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0);
    return tiff.putInt(0).array();
  }

  /** With the data after the JFIF segment, where cameras and editors put them. */
  private static byte[] withExif(byte[] jpeg, byte[] exif) {
    int after = 4 + (ByteBuffer.wrap(jpeg).getShort(4) & 0xffff);
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 10 + exif.length);
    out.put(jpeg, 0, after).putShort((short) 0xffe1).putShort((short) (8 + exif.length));
    out.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif);
    return out.put(jpeg, after, jpeg.length - after).array();
  }

  private static byte[] pngWithExif(byte[] png, byte[] exif) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, 33); // the signature and the first chunk
    ByteBuffer chunk = ByteBuffer.allocate(12 + exif.length);
    chunk.putInt(exif.length).put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(exif);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + exif.length);
    out.writeBytes(chunk.putInt((int) crc.getValue()).array());
    out.write(png, 33, png.length - 33);
    return out.toByteArray();
  }
}
