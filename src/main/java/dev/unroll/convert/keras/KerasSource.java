package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.check.Part;
import dev.unroll.convert.network.ModuleMatch;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.data.Normalizer;
import dev.unroll.graph.Weights;
import dev.unroll.model.ModelSpec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Keras' {@code .keras}, and {@code .h5} with the description of its model. */
public final class KerasSource implements WeightSource {

  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";
  private static final Pattern VERSION = Pattern.compile("\"keras_version\":\\s*\"([^\"]{1,40})\"");
  private static final long MOST_CONFIG = 16 << 20;

  /** The largest file that is read, in bytes. */
  private static final long MOST_BYTES = 1 << 30;

  /** How many times its packed size an entry may have: weights are hardly compressed. */
  private static final long MOST_EXPANSION = 20;

  private final String file;
  private final KerasReader.Model model;

  private final List<String> assumptions;

  private KerasSource(String file, KerasReader.Model model) {
    this(file, model, List.of());
  }

  private KerasSource(String file, KerasReader.Model model, List<String> assumptions) {
    this.file = file;
    this.model = model;
    this.assumptions = assumptions;
  }

  /** Reads a file. */
  public static WeightSource open(Path path) throws IOException {
    Part.JHDF.require();
    String file = path.getFileName().toString();
    that(
        Files.size(path) <= MOST_BYTES,
        "%s: expected %d MiB at most, found %d",
        path,
        MOST_BYTES >> 20,
        Files.size(path) >> 20);
    boolean zip;
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(2);
      zip = start.length == 2 && start[0] == 'P' && start[1] == 'K';
    }
    return zip ? new KerasSource(file, zipped(path, file)) : plain(path, file);
  }

  private static KerasReader.Model zipped(Path path, String file) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      byte[] json = read(zip, file, CONFIG, MOST_CONFIG);
      byte[] weights = read(zip, file, WEIGHTS, MOST_BYTES);
      KerasConfig config =
          KerasConfig.parse(file, new String(json, StandardCharsets.UTF_8), version(zip, file));
      try (Hdf5File hdf5 = Hdf5File.of(file + "/" + WEIGHTS, weights)) {
        return KerasReader.read(file, config, KerasWeights.ofKeras3(hdf5));
      }
    } catch (ZipException | EOFException e) {
      throw new InputException(path + ": not a whole .keras file (" + e.getMessage() + ")", e);
    }
  }

  private static WeightSource plain(Path path, String file) throws IOException {
    try (Hdf5File hdf5 = Hdf5File.of(file, Files.readAllBytes(path))) {
      String version = hdf5.text("", "keras_version").orElse("2.");
      Optional<String> json = hdf5.text("", "model_config");
      if (json.isPresent()) {
        KerasConfig config = KerasConfig.parse(file, json.get(), version);
        return new KerasSource(file, KerasReader.read(file, config, KerasWeights.ofModel(hdf5)));
      }
      boolean old = !hdf5.texts("", "layer_names").isEmpty();
      that(
          old || hdf5.has("layers"),
          "%s: neither a model nor weights of Keras; save the whole model (model.save('model.keras'))"
              + " and import that",
          path);
      Optional<KerasJson> beside = KerasJson.beside(path);
      if (beside.isPresent()) {
        KerasWeights weights = old ? KerasWeights.ofKeras2(hdf5) : KerasWeights.ofKeras3(hdf5);
        KerasConfig config = KerasConfig.parse(file, beside.get().text(), old ? version : "3.");
        return new KerasSource(
            file,
            KerasReader.read(file, config, weights),
            List.of("the model is the one that " + beside.get().name() + " describes"));
      }
      return KerasWeightsSource.read(file, hdf5);
    }
  }

  /** What the file says of the Keras that wrote it. */
  private static String version(ZipFile zip, String file) throws IOException {
    if (zip.getEntry("metadata.json") == null) {
      return "";
    }
    String text = new String(read(zip, file, "metadata.json", MOST_CONFIG), StandardCharsets.UTF_8);
    Matcher version = VERSION.matcher(text);
    return version.find() ? version.group(1) : "";
  }

  /** An entry of a zip, which may say what it wants of its size. */
  private static byte[] read(ZipFile zip, String file, String name, long most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    that(entry != null, "%s: not a .keras file: there is no %s in it", file, name);
    long allowed =
        Math.min(most, Math.max(MOST_CONFIG, MOST_EXPANSION * entry.getCompressedSize()));
    that(
        entry.getSize() <= allowed,
        "%s: its %s unpacks to %d bytes, more than %d; the file is not to be trusted",
        file,
        name,
        entry.getSize(),
        allowed);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes((int) allowed);
      that(
          in.read() < 0,
          "%s: its %s unpacks to more than %d bytes; the file is not to be trusted",
          file,
          name,
          allowed);
      return content;
    }
  }

  @Override
  public String format() {
    return "Keras";
  }

  @Override
  public List<String> layers() {
    return model.lines();
  }

  @Override
  public Network network(boolean perStep) {
    return model.network();
  }

  @Override
  public List<String> assumptions() {
    return assumptions;
  }

  @Override
  public Optional<Normalizer> normalizer() {
    return model.network().normalizer();
  }

  @Override
  public Weights weights(ModelSpec spec) {
    return ModuleMatch.weights(file, spec, model.modules());
  }
}
