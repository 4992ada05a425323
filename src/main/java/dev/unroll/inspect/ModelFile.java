package dev.unroll.inspect;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * The graphs in a file, parsed and held against limits; nothing of them has run.
 *
 * @param file that they are from
 * @param kind of file
 * @param graphs one or more; a plain graph is one that has nothing beside it
 */
public record ModelFile(Path file, ModelKind kind, List<MetaGraphDef> graphs) {

  /** The file of a SavedModel folder. */
  public static final String SAVED_MODEL = "saved_model.pb";

  /** The same as text. */
  public static final String SAVED_MODEL_TEXT = "saved_model" + GraphText.ENDING;

  /** How the file of a MetaGraph ends, as TensorFlow 1 names it. */
  static final String META_GRAPH = ".meta";

  public ModelFile {
    graphs = List.copyOf(graphs);
  }

  /** The file of the SavedModel in a folder; empty where there is none. */
  public static Optional<Path> in(Path folder) {
    return Stream.of(SAVED_MODEL, SAVED_MODEL_TEXT)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Reads a file: {@code saved_model.pb}, a MetaGraph that ends in {@code .meta}, or a GraphDef;
   * one that ends in {@code .pbtxt} is text.
   *
   * @throws InputException where it is no such file but one of another format, not whole, too
   *     large, nested too deeply, or holds what would harm whoever loads it: functions without end,
   *     constants that declare more than they hold
   */
  public static ModelFile read(Path file) throws IOException {
    return read(file, Limits.DEFAULT);
  }

  static ModelFile read(Path file, Limits limits) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw failure("%s: no such file; check the path", file);
    }
    that(
        Files.size(file) <= limits.bytes(),
        "%s: expected a graph of %,d bytes at most, found %,d",
        file,
        limits.bytes(),
        Files.size(file));
    that(Files.size(file) > 0, "%s: the file is empty; is it whole?", file);
    Optional<OtherFormat> other = OtherFormat.of(file);
    if (other.isPresent()) {
      throw other.get().refusal(file);
    }
    byte[] bytes = Files.readAllBytes(file);
    ModelKind kind = kind(String.valueOf(file.getFileName()));
    if (file.toString().endsWith(GraphText.ENDING)) {
      bytes = GraphText.bytes(file, kind, bytes, limits);
    }
    GraphSize.of(file, kind, bytes).check(limits);
    ModelFile model = parse(file, kind, bytes);
    for (MetaGraphDef graph : model.graphs) {
      check(file, graph.getGraphDef(), limits);
    }
    return model;
  }

  private static ModelKind kind(String name) {
    if (name.equals(SAVED_MODEL) || name.equals(SAVED_MODEL_TEXT)) {
      return ModelKind.SAVED_MODEL;
    }
    return name.endsWith(META_GRAPH) ? ModelKind.META_GRAPH : ModelKind.GRAPH_DEF;
  }

  private static ModelFile parse(Path file, ModelKind kind, byte[] bytes) {
    if (kind == ModelKind.SAVED_MODEL) {
      SavedModel model = parsed(file, bytes, SavedModel.parser(), kind);
      that(
          model.getMetaGraphsCount() > 0,
          "%s: expected a SavedModel, but there is no graph in it; is it whole?",
          file);
      return new ModelFile(file, kind, model.getMetaGraphsList());
    }
    MetaGraphDef graph =
        kind == ModelKind.META_GRAPH
            ? parsed(file, bytes, MetaGraphDef.parser(), kind)
            : MetaGraphDef.newBuilder()
                .setGraphDef(parsed(file, bytes, GraphDef.parser(), kind))
                .build();
    that(
        graph.getGraphDef().getNodeCount() > 0,
        "%s: expected a %s, but there are no operations in it; is it whole?",
        file,
        kind.label());
    return new ModelFile(file, kind, List.of(graph));
  }

  private static <T> T parsed(Path file, byte[] bytes, Parser<T> parser, ModelKind kind) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      String message = String.valueOf(e.getMessage());
      String problem =
          message.contains("levels of nesting")
              ? "it is nested too deeply"
              : "not a " + kind.label() + ", or it is damaged; is it whole?";
      throw new InputException(file + ": " + problem, e);
    }
  }

  private static void check(Path file, GraphDef graph, Limits limits) {
    new FunctionCalls(file, graph).check(limits.unfoldedNodes());
    new ConstantSizes(file, limits.emptyBytes()).check(graph);
  }
}
