package dev.unroll.inspect;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Small graphs made by hand, good and hostile. */
public final class Graphs {

  private Graphs() {}

  public static NodeDef node(String operation, String name, String... inputs) {
    return NodeDef.newBuilder().setOp(operation).setName(name).addAllInput(List.of(inputs)).build();
  }

  /** With an attribute. */
  public static NodeDef with(NodeDef node, String attribute, AttrValue value) {
    return node.toBuilder().putAttr(attribute, value).build();
  }

  public static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  public static AttrValue shape(long... sizes) {
    return AttrValue.newBuilder().setShape(sizes(sizes)).build();
  }

  public static TensorShapeProto sizes(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }

  static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  /** A constant of whole numbers. */
  public static NodeDef ints(String name, int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(sizes(values.length));
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return constant(name, tensor.build());
  }

  /** A constant text. */
  public static NodeDef text(String name, String value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(sizes())
            .addStringVal(ByteString.copyFromUtf8(value))
            .build();
    return constant(name, tensor);
  }

  static NodeDef constant(String name, TensorProto tensor) {
    NodeDef node = with(node("Const", name), "dtype", type(tensor.getDtype()));
    return with(node, "value", AttrValue.newBuilder().setTensor(tensor).build());
  }

  static FunctionDef functionOf(String name, List<String> arguments, NodeDef... nodes) {
    OpDef.Builder signature = OpDef.newBuilder().setName(name);
    arguments.forEach(
        arg ->
            signature.addInputArg(
                OpDef.ArgDef.newBuilder().setName(arg).setType(DataType.DT_STRING)));
    return FunctionDef.newBuilder().setSignature(signature).addAllNodeDef(List.of(nodes)).build();
  }

  public static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder().addAllNode(List.of(nodes)).build();
  }

  static GraphDef withFunctions(GraphDef graph, FunctionDef... functions) {
    GraphDef.Builder with = graph.toBuilder();
    with.getLibraryBuilder().addAllFunction(List.of(functions));
    return with.build();
  }

  static MetaGraphDef withSaver(GraphDef graph, String filename, String save) {
    return MetaGraphDef.newBuilder()
        .setGraphDef(graph)
        .setSaverDef(SaverDef.newBuilder().setFilenameTensorName(filename).setSaveTensorName(save))
        .build();
  }

  public static Path write(Path folder, GraphDef graph) throws IOException {
    return Files.write(folder.resolve("graph.pb"), graph.toByteArray());
  }

  /** Writes the file of a SavedModel. */
  public static Path write(Path folder, MetaGraphDef graph) throws IOException {
    MetaGraphDef.Builder tagged = graph.toBuilder();
    tagged.getMetaInfoDefBuilder().addTags("serve");
    SavedModel model =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(tagged).build();
    return Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
  }
}
