package dev.unroll.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * A library that one thing needs, and that a program adds which does that thing.
 *
 * <p>Whoever uses classes of one asks for it before they are loaded.
 */
public enum Part {
  FFMPEG("videos are decoded by FFmpeg", "org/bytedeco/ffmpeg/global/avutil.class"),
  JHDF("weights in files of Keras are read by jHDF", "io/jhdf/HdfFile.class"),
  COMMONS_CSV("CSV is read and written by Commons CSV", "org/apache/commons/csv/CSVFormat.class"),
  COMMONS_COMPRESS(
      "bzip2, Snappy and LZ4 are unpacked by Commons Compress",
      "org/apache/commons/compress/compressors/bzip2/BZip2CompressorInputStream.class"),
  XZ("xz is unpacked by XZ for Java", "org/tukaani/xz/XZInputStream.class"),
  ZSTD_JNI("Zstandard is unpacked by zstd-jni", "com/github/luben/zstd/ZstdInputStream.class"),
  PARQUET(
      "Parquet files describe themselves by Parquet's format structures",
      "org/apache/parquet/format/FileMetaData.class"),
  CHART_JS(
      "learning curves are drawn by Chart.js",
      "META-INF/maven/org.webjars.npm/chart.js/pom.properties"),
  GRPC_NETTY("models are served by gRPC on Netty", "io/grpc/netty/NettyServerBuilder.class"),
  GRPC_SERVICES(
      "the services of a server are those of gRPC",
      "io/grpc/protobuf/services/HealthStatusManager.class"),
  PICOCLI("the command line is read by picocli", "picocli/CommandLine.class"),
  PROGRESS_BAR(
      "the bar of a training is drawn by progressbar", "me/tongfei/progressbar/ProgressBar.class");

  private final String use;
  private final String resource;

  /**
   * @param use what is done by which library
   * @param resource of the library
   */
  Part(String use, String resource) {
    this.use = use;
    this.resource = resource;
  }

  /**
   * Does nothing where the library is there.
   *
   * @throws InputException that says what to add where it is not
   */
  public void require() {
    missing()
        .ifPresent(
            message -> {
              throw new InputException(message);
            });
  }

  /** What is missing and what to add, as a message; empty where the library is there. */
  public Optional<String> missing() {
    return Part.class.getClassLoader().getResource(resource) == null
        ? Optional.of(use + ", which is not on the class path; add " + coordinates())
        : Optional.empty();
  }

  /** {@code group:artifact:version} of what a program adds. */
  public String coordinates() {
    Properties coordinates = new Properties();
    try (InputStream in = Part.class.getResourceAsStream("parts.properties")) {
      coordinates.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coordinates.getProperty(name());
  }
}
