package dev.unroll.inspect;

import static dev.unroll.check.Check.that;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * How many operations and functions the bytes of a graph hold, counted without parsing them: an
 * operation of two bytes would take a hundred times as many once parsed.
 */
final class GraphSize {

  /** Messages on the way to what is counted. */
  private enum Message {
    SAVED_MODEL,
    META_GRAPH,
    GRAPH,
    LIBRARY,
    FUNCTION,
    NODE
  }

  /** Which fields of a message hold which messages, by the numbers of TensorFlow's protobufs. */
  private static final Map<Message, Map<Integer, Message>> FIELDS =
      Map.of(
          Message.SAVED_MODEL, Map.of(2, Message.META_GRAPH),
          Message.META_GRAPH, Map.of(2, Message.GRAPH),
          Message.GRAPH, Map.of(1, Message.NODE, 2, Message.LIBRARY),
          Message.LIBRARY, Map.of(1, Message.FUNCTION),
          Message.FUNCTION, Map.of(3, Message.NODE));

  private final Path file;
  private long nodes;
  private long functions;

  private GraphSize(Path file) {
    this.file = file;
  }

  static GraphSize of(Path file, ModelKind kind, byte[] bytes) {
    Message whole =
        switch (kind) {
          case SAVED_MODEL -> Message.SAVED_MODEL;
          case META_GRAPH -> Message.META_GRAPH;
          case GRAPH_DEF, CHECKPOINT -> Message.GRAPH;
        };
    GraphSize size = new GraphSize(file);
    try {
      size.count(CodedInputStream.newInstance(bytes), whole);
    } catch (IOException e) {
      throw new InputException(
          file + ": not a " + kind.label() + ", or it is damaged; is it whole?", e);
    }
    return size;
  }

  private void count(CodedInputStream in, Message message) throws IOException {
    Map<Integer, Message> fields = FIELDS.get(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Message inside = fields.get(WireFormat.getTagFieldNumber(tag));
      boolean held = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (inside == null || !held) {
        in.skipField(tag);
      } else if (inside == Message.NODE) {
        nodes++;
        in.skipField(tag);
      } else {
        functions += inside == Message.FUNCTION ? 1 : 0;
        int outer = in.pushLimit(in.readRawVarint32());
        count(in, inside);
        in.popLimit(outer);
      }
    }
  }

  void check(Limits limits) {
    that(
        functions <= limits.functions(),
        "%s: expected %,d functions at most, found %,d",
        file,
        limits.functions(),
        functions);
    that(
        nodes <= limits.nodes(),
        "%s: expected %,d operations at most, found %,d",
        file,
        limits.nodes(),
        nodes);
  }
}
