package dev.unroll.internal.server.model;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.unroll.check.InputException;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.inspect.Inspection;
import dev.unroll.inspect.ModelFile;
import dev.unroll.model.ModelCard;
import dev.unroll.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;

/** Tells whether all files of a SavedModel have arrived, without loading it. */
final class WholeVersion {

  private static final Path VARIABLES = Path.of("variables", "variables");
  private static final Path ASSETS = Path.of("assets");

  /** Where TensorFlow 1 names the assets. */
  private static final String OLD_ASSETS = "saved_model_assets";

  /** A path and how many bytes it has at least. */
  private static final Pattern REQUIRED = Pattern.compile("(.+) (\\d{1,18})");

  private WholeVersion() {}

  /** What a folder still lacks, in words; empty where it is whole. */
  static Optional<String> lacks(Path folder) throws IOException {
    Optional<Path> file = ModelFile.in(folder);
    if (file.isEmpty()) {
      return Optional.of("there is no " + ModelFile.SAVED_MODEL);
    }
    try {
      return lacks(folder, ModelFile.read(file.get()));
    } catch (InputException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> lacks(Path folder, ModelFile model) throws IOException {
    Inspection.of(model).requireWhole();
    for (MetaGraphDef graph : model.graphs()) {
      Optional<String> hole = Holes.inText(graph);
      if (hole.isPresent()) {
        return Optional.of(
            folder.relativize(model.file())
                + ": zeros in "
                + hole.get()
                + ", where text belongs: it was not copied to its end");
      }
    }
    Path prefix = folder.resolve(VARIABLES);
    Map<Path, Long> expected = new TreeMap<>();
    boolean variables = Files.exists(Path.of(prefix + ".index"));
    if (variables) {
      expected.putAll(CheckpointReader.dataFiles(prefix));
    }
    for (MetaGraphDef graph : model.graphs()) {
      beside(graph).forEach((file, bytes) -> expected.put(folder.resolve(file), bytes));
    }
    for (Map.Entry<Path, Long> file : expected.entrySet()) {
      Path path = file.getKey();
      if (!Files.isRegularFile(path)) {
        return Optional.of("there is no " + folder.relativize(path) + ", which it needs");
      }
      if (Files.size(path) < file.getValue()) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s: expected %d bytes, found %d",
                folder.relativize(path),
                file.getValue(),
                Files.size(path)));
      }
    }
    if (variables) {
      Optional<String> damaged = CheckpointReader.damaged(prefix);
      if (damaged.isPresent()) {
        return damaged;
      }
    }
    if (Files.isRegularFile(folder.resolve(ModelCard.FILE))) {
      ModelCard.read(folder);
    }
    Path design = folder.resolve(ModelCard.DESIGN);
    if (Files.isRegularFile(design)) {
      Yaml.tree(Files.readString(design), design.toString());
    }
    return Optional.empty();
  }

  /**
   * A file without checksums that has zeros as one has that was made as long as it will be, and not
   * filled yet; empty where there is none. It may be whole all the same: zeros are numbers, too.
   */
  static Optional<String> doubt(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    ModelFile.in(folder).ifPresent(files::add);
    if (Files.isDirectory(folder.resolve(ASSETS))) {
      try (Stream<Path> assets = Files.walk(folder.resolve(ASSETS))) {
        assets.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
    for (Path file : files) {
      if (Holes.maybeIn(file)) {
        return Optional.of(folder.relativize(file).toString());
      }
    }
    return Optional.empty();
  }

  /** The files that a graph names beside its variables, and how many bytes each has at least. */
  private static Map<Path, Long> beside(MetaGraphDef graph) throws InvalidProtocolBufferException {
    Map<Path, Long> files = new TreeMap<>();
    for (AssetFileDef asset : graph.getAssetFileDefList()) {
      files.put(ASSETS.resolve(asset.getFilename()), 0L);
    }
    for (Any any : collection(graph, OLD_ASSETS).getAnyList().getValueList()) {
      files.put(ASSETS.resolve(any.unpack(AssetFileDef.class).getFilename()), 0L);
    }
    for (ByteString entry : collection(graph, ModelCard.REQUIRED).getBytesList().getValueList()) {
      Matcher named = REQUIRED.matcher(entry.toStringUtf8());
      if (named.matches()) {
        files.put(Path.of(named.group(1)), Long.parseLong(named.group(2)));
      }
    }
    return files;
  }

  private static CollectionDef collection(MetaGraphDef graph, String name) {
    return graph.getCollectionDefOrDefault(name, CollectionDef.getDefaultInstance());
  }
}
