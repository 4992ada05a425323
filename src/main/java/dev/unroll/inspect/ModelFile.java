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

  /** How the file of a MetaGraph ends, as TensorFlow 1 names it. */
  static final String META_GRAPH = ".meta";

  public ModelFile {
    graphs = List.copyOf(graphs);
  }

  /**
   * Reads a file: {@code saved_model.pb}, a MetaGraph that ends in {@code .meta}, or a GraphDef.
   *
   * @throws InputException where it is no such file, not whole, too large, nested too deeply, or
   *     holds what would harm whoever loads it: functions without end, constants that declare more
   *     than they hold
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
    byte[] bytes = Files.readAllBytes(file);
    that(bytes.length > 0, "%s: the file is empty; is it whole?", file);
    GraphSize.of(file, bytes).check(limits);
    ModelFile model = parse(file, bytes);
    for (MetaGraphDef graph : model.graphs) {
      check(file, graph.getGraphDef(), limits);
    }
    return model;
  }

  private static ModelFile parse(Path file, byte[] bytes) {
    String name = String.valueOf(file.getFileName());
    if (name.equals(SAVED_MODEL)) {
      SavedModel model = parsed(file, bytes, SavedModel.parser(), ModelKind.SAVED_MODEL);
      that(
          model.getMetaGraphsCount() > 0,
          "%s: expected a SavedModel, but there is no graph in it; is it whole?",
          file);
      return new ModelFile(file, ModelKind.SAVED_MODEL, model.getMetaGraphsList());
    }
    MetaGraphDef graph;
    ModelKind kind;
    if (name.endsWith(META_GRAPH)) {
      kind = ModelKind.META_GRAPH;
      graph = parsed(file, bytes, MetaGraphDef.parser(), kind);
    } else {
      kind = ModelKind.GRAPH_DEF;
      GraphDef plain = parsed(file, bytes, GraphDef.parser(), kind);
      graph = MetaGraphDef.newBuilder().setGraphDef(plain).build();
    }
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
