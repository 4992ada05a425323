package dev.unroll.inspect;

import static dev.unroll.check.Check.that;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.unroll.check.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** Graphs as text, such as {@code saved_model.pbtxt}, made the bytes that the others are. */
final class GraphText {

  /** How such files end. */
  static final String ENDING = ".pbtxt";

  /** By how much less text may be than bytes: an empty operation takes few letters. */
  private static final int LESS = 16;

  private GraphText() {}

  /**
   * The graph as bytes.
   *
   * @throws InputException where it is no such text
   */
  static byte[] bytes(Path file, ModelKind kind, byte[] text, Limits limits) {
    that(
        text.length <= limits.bytes() / LESS,
        "%s: expected a graph of %,d bytes of text at most, found %,d",
        file,
        limits.bytes() / LESS,
        text.length);
    Message.Builder graph =
        switch (kind) {
          case SAVED_MODEL -> SavedModel.newBuilder();
          case META_GRAPH -> MetaGraphDef.newBuilder();
          case GRAPH_DEF, CHECKPOINT -> GraphDef.newBuilder();
        };
    try {
      TextFormat.merge(new String(text, StandardCharsets.UTF_8), graph);
    } catch (TextFormat.ParseException e) {
      if (String.valueOf(e.getMessage()).contains("nested too deep")) {
        throw new InputException(file + ": it is nested too deeply", e);
      }
      throw new InputException(
          file
              + ":"
              + e.getLine()
              + ": not the text of a "
              + kind.label()
              + ", or it is damaged ("
              + e.getMessage()
              + ")",
          e);
    } catch (StackOverflowError e) {
      throw new InputException(file + ": it is nested too deeply", e);
    }
    return graph.build().toByteArray();
  }
}
