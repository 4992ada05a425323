package dev.unroll.server;

import static dev.unroll.inspect.Graphs.node;
import static dev.unroll.inspect.Graphs.shape;
import static dev.unroll.inspect.Graphs.type;
import static dev.unroll.inspect.Graphs.with;

import dev.unroll.inspect.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Small SavedModels made by hand, whose answers are plain arithmetic. */
public final class TestModels {

  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private final Map<String, TensorInfo> infos = new LinkedHashMap<>();
  private final MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();

  private TestModels add(NodeDef node) {
    graph.addNode(node);
    return this;
  }

  /** An input; -1 for an open size. */
  private TestModels input(String name, DataType type, long... sizes) {
    return add(with(with(node("Placeholder", name), "dtype", type(type)), "shape", shape(sizes)))
        .info(name, type, Graphs.sizes(sizes));
  }

  private TestModels info(String name, DataType type, TensorShapeProto shape) {
    infos.put(
        name,
        TensorInfo.newBuilder().setName(name + ":0").setDtype(type).setTensorShape(shape).build());
    return this;
  }

  private TestModels output(String name, DataType type, long... sizes) {
    return info(name, type, Graphs.sizes(sizes));
  }

  private TestModels output(NodeDef node, DataType type, long... sizes) {
    return add(node).output(node.getName(), type, sizes);
  }

  private static NodeDef of(String operation, String name, DataType type, String... inputs) {
    return with(node(operation, name, inputs), "T", type(type));
  }

  private static NodeDef constant(String name, TensorProto tensor) {
    NodeDef node = with(node("Const", name), "dtype", type(tensor.getDtype()));
    return with(node, "value", AttrValue.newBuilder().setTensor(tensor).build());
  }

  private static NodeDef number(String name, float value) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(Graphs.sizes())
            .addFloatVal(value)
            .build());
  }

  private static NodeDef whole(String name, int value) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(Graphs.sizes())
            .addIntVal(value)
            .build());
  }

  /**
   * A signature.
   *
   * @param inputs names of tensors, or {@code alias=tensor}
   * @param outputs the same
   */
  private TestModels signature(String name, String method, String[] inputs, String... outputs) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/" + method);
    for (String input : inputs) {
      String[] parts = input.split("=", -1);
      signature.putInputs(parts[0], infos.get(parts[parts.length - 1]));
    }
    for (String output : outputs) {
      String[] parts = output.split("=", -1);
      signature.putOutputs(parts[0], infos.get(parts[parts.length - 1]));
    }
    meta.putSignatureDef(name, signature.build());
    return this;
  }

  private TestModels predict(String name, String[] inputs, String... outputs) {
    return signature(name, "predict", inputs, outputs);
  }

  /**
   * What Python's TensorFlow 2 adds to each model: an operation to begin with, as if it were a
   * signature.
   */
  private TestModels begun() {
    String name = "__saved_model_init_op";
    add(node("NoOp", "NoOp"));
    TensorInfo info = TensorInfo.newBuilder().setName("NoOp").build();
    meta.putSignatureDef(name, SignatureDef.newBuilder().putOutputs(name, info).build());
    return this;
  }

  private static String[] names(String... names) {
    return names;
  }

  private void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path unused = Graphs.write(folder, meta.setGraphDef(graph).build());
  }

  /** {@code y = x / 2 + c} for x float [?]; also {@code y3 = x / 2 + 3} by the signature other. */
  public static void half(Path folder, float c) throws IOException {
    DataType f = DataType.DT_FLOAT;
    new TestModels()
        .input("x", f, -1)
        .add(number("a", 0.5f))
        .add(number("c", c))
        .add(number("three", 3))
        .add(of("Mul", "ax", f, "x", "a"))
        .output(of("AddV2", "y", f, "ax", "c"), f, -1)
        .output(of("AddV2", "y3", f, "ax", "three"), f, -1)
        .predict("serving_default", names("x"), "y")
        .predict("other", names("x"), "y3")
        .begun()
        .write(folder);
  }

  /** Gives each type back by a signature that is called so, [?, 2]; and a text alone, [?]. */
  public static void types(Path folder) throws IOException {
    TestModels model = new TestModels();
    for (String name :
        new String[] {
          "float",
          "double",
          "half",
          "bfloat16",
          "int32",
          "int64",
          "uint8",
          "uint16",
          "int8",
          "int16",
          "uint32",
          "uint64",
          "bool",
          "string",
          "complex64"
        }) {
      DataType type = DataType.valueOf("DT_" + name.toUpperCase(java.util.Locale.ROOT));
      String x = "x_" + name;
      model
          .input(x, type, -1, 2)
          .output(of("Identity", "y_" + name, type, x), type, -1, 2)
          .predict(name.equals("float") ? "serving_default" : name, names(x), "y_" + name);
    }
    DataType s = DataType.DT_STRING;
    model
        .input("text", s, -1)
        .output(of("Identity", "same", s, "text"), s, -1)
        .output(of("Identity", "same_bytes", s, "text"), s, -1)
        .predict("text", names("text"), "same")
        .predict("text_bytes", names("text"), "same_bytes");
    model
        .input("any", DataType.DT_FLOAT)
        .info("any", DataType.DT_FLOAT, TensorShapeProto.newBuilder().setUnknownRank(true).build())
        .output(of("Identity", "back", DataType.DT_FLOAT, "any"), DataType.DT_FLOAT)
        .info(
            "back", DataType.DT_FLOAT, TensorShapeProto.newBuilder().setUnknownRank(true).build());
    // A placeholder of any rank.
    model.graph.setNode(
        indexOf(model.graph, "any"),
        with(
            with(node("Placeholder", "any"), "dtype", type(DataType.DT_FLOAT)),
            "shape",
            AttrValue.newBuilder()
                .setShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                .build()));
    model.predict("any", names("any"), "back").write(folder);
  }

  private static int indexOf(GraphDef.Builder graph, String node) {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getName().equals(node)) {
        return i;
      }
    }
    throw new IllegalArgumentException(node);
  }

  /** Of a, b float [?]: sum and difference [?]; of all rows: their total []; twice all: [2?]. */
  public static void two(Path folder) throws IOException {
    DataType f = DataType.DT_FLOAT;
    new TestModels()
        .input("a", f, -1)
        .input("b", f, -1)
        .output(of("AddV2", "sum", f, "a", "b"), f, -1)
        .output(of("Sub", "difference", f, "a", "b"), f, -1)
        .add(whole("axis", 0))
        .output(reduced("Sum", "total", "sum"), f)
        .add(reduced("Mean", "mean", "sum"))
        .output(of("Sub", "centred", f, "sum", "mean"), f, -1)
        .output(concat("twice", "sum", "sum"), f, -1)
        .predict("serving_default", names("a", "b"), "sum", "difference")
        .predict("total", names("a", "b"), "total")
        .predict("mixed", names("a", "b"), "sum", "total")
        .predict("centred", names("a", "b"), "centred")
        .predict("twice", names("a", "b"), "twice")
        .write(folder);
  }

  private static NodeDef reduced(String operation, String name, String input) {
    NodeDef node = of(operation, name, DataType.DT_FLOAT, input, "axis");
    return with(
        with(node, "Tidx", type(DataType.DT_INT32)),
        "keep_dims",
        AttrValue.newBuilder().setB(false).build());
  }

  private static NodeDef concat(String name, String one, String other) {
    NodeDef node = of("ConcatV2", name, DataType.DT_FLOAT, one, other, "axis");
    return with(
        with(node, "Tidx", type(DataType.DT_INT32)), "N", AttrValue.newBuilder().setI(2).build());
  }

  /**
   * Of x float [?] and which int32 [?]: {@code 1 / (which - 3)} as whole numbers, which fails for
   * the row whose which is 3; and of steps float [?, ?, 2]: their sums [?, 2].
   */
  public static void fails(Path folder) throws IOException {
    DataType i = DataType.DT_INT32;
    DataType f = DataType.DT_FLOAT;
    new TestModels()
        .input("which", i, -1)
        .add(whole("three", 3))
        .add(whole("hundred", 100))
        .add(of("Sub", "off", i, "which", "three"))
        .output(of("FloorDiv", "parts", i, "hundred", "off"), i, -1)
        .input("steps", f, -1, -1, 2)
        .add(whole("axis", 1))
        .output(reduced("Sum", "sums", "steps"), f, -1, 2)
        .output(of("Neg", "negated", f, "steps"), f, -1, -1, 2)
        .predict("serving_default", names("which"), "parts")
        .output(of("Identity", "told", i, "which"), i, -1)
        .predict("ragged", names("inputs=steps", "lengths=which"), "negated", "told")
        .predict("sums", names("steps"), "sums")
        .predict("steps", names("steps"), "negated", "sums")
        .write(folder);
  }

  /**
   * Of serialised examples [?]: classes and scores [?, 2] (a, b; x and 1 - x of feature x), the
   * same without one of them, and a number [?, 1], 10 x.
   */
  public static void examples(Path folder) throws IOException {
    DataType f = DataType.DT_FLOAT;
    DataType s = DataType.DT_STRING;
    TestModels model = new TestModels().input("examples", s, -1);
    model
        .add(
            constant(
                "names",
                TensorProto.newBuilder().setDtype(s).setTensorShape(Graphs.sizes(0)).build()))
        .add(
            constant(
                "sparse",
                TensorProto.newBuilder().setDtype(s).setTensorShape(Graphs.sizes(0)).build()))
        .add(
            constant(
                "dense",
                TensorProto.newBuilder()
                    .setDtype(s)
                    .setTensorShape(Graphs.sizes(1))
                    .addStringVal(com.google.protobuf.ByteString.copyFromUtf8("x"))
                    .build()))
        .add(
            constant(
                "ragged",
                TensorProto.newBuilder().setDtype(s).setTensorShape(Graphs.sizes(0)).build()))
        .add(
            constant(
                "default",
                TensorProto.newBuilder()
                    .setDtype(f)
                    .setTensorShape(Graphs.sizes(1))
                    .addFloatVal(0.25f)
                    .build()));
    AttrValue none = AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder()).build();
    NodeDef parse =
        NodeDef.newBuilder()
            .setOp("ParseExampleV2")
            .setName("parse")
            .addAllInput(
                java.util.List.of("examples", "names", "sparse", "dense", "ragged", "default"))
            .putAttr(
                "Tdense",
                AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(f)).build())
            .putAttr("num_sparse", AttrValue.newBuilder().setI(0).build())
            .putAttr("sparse_types", none)
            .putAttr("ragged_value_types", none)
            .putAttr("ragged_split_types", none)
            .putAttr(
                "dense_shapes",
                AttrValue.newBuilder()
                    .setList(AttrValue.ListValue.newBuilder().addShape(Graphs.sizes(1)))
                    .build())
            .build();
    model
        .add(parse)
        .add(number("one", 1))
        .add(number("ten", 10))
        .add(of("Sub", "rest", f, "one", "parse"))
        .add(whole("axis", 1))
        .output(concat("scores", "parse", "rest"), f, -1, 2)
        .output(of("Mul", "outputs", f, "parse", "ten"), f, -1, 1)
        .add(
            constant(
                "labels",
                TensorProto.newBuilder()
                    .setDtype(s)
                    .setTensorShape(Graphs.sizes(1, 2))
                    .addStringVal(com.google.protobuf.ByteString.copyFromUtf8("a"))
                    .addStringVal(com.google.protobuf.ByteString.copyFromUtf8("b"))
                    .build()))
        .add(with(of("Shape", "size", s, "examples"), "out_type", type(DataType.DT_INT32)))
        .add(
            constant(
                "once",
                TensorProto.newBuilder()
                    .setDtype(DataType.DT_INT32)
                    .setTensorShape(Graphs.sizes(1))
                    .addIntVal(1)
                    .build()))
        .add(
            with(
                with(
                    of("ConcatV2", "times", DataType.DT_INT32, "size", "once", "zero"),
                    "Tidx",
                    type(DataType.DT_INT32)),
                "N",
                AttrValue.newBuilder().setI(2).build()))
        .add(whole("zero", 0))
        .output(
            with(
                of("Tile", "classes", s, "labels", "times"), "Tmultiples", type(DataType.DT_INT32)),
            s,
            -1,
            2);
    String[] inputs = names("inputs=examples");
    model
        .signature("serving_default", "classify", inputs, "classes", "scores")
        .signature("scores_only", "classify", inputs, "scores")
        .signature("classes_only", "classify", inputs, "classes")
        .signature("regress", "regress", inputs, "outputs")
        .signature("wide", "regress", inputs, "outputs=scores")
        .signature("wrong_method", "predict", inputs, "scores")
        .write(folder);
  }
}
