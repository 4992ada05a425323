package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import java.util.Optional;
import java.util.Set;

/** ONNX's Gemm and MatMul with a matrix of the file as dense layers. */
final class OnnxDense {

  /** What it reads. */
  static final Set<String> OPS = Set.of("Gemm", "MatMul");

  private OnnxDense() {}

  /** Adds the layer; what it gives. */
  static Grid add(OnnxChain chain, OnnxNode node, OnnxValues values) {
    boolean gemm = node.op().equals("Gemm");
    Grid data = values.data(node, 0);
    Array matrix = values.weight(node, 1);
    Optional<Array> bias = gemm ? values.optional(node, 2) : Optional.empty();
    node.require(
        !gemm || (node.real("alpha", 1) == 1 && (bias.isEmpty() || node.real("beta", 1) == 1)),
        "expected alpha and beta 1");
    node.require(!gemm || node.whole("transA", 0) == 0, "expected transA 0");
    node.require(
        matrix.rank() == 2 && matrix.size(0) > 0 && matrix.size(1) > 0,
        "expected weights of two dimensions, found " + matrix.shapeText());
    Array kernel = gemm && node.whole("transB", 0) != 0 ? matrix.transposed() : matrix;
    int units = kernel.size(1);
    bias.ifPresent(
        b ->
            node.require(
                b.is(units) || b.is(1, units),
                "expected a bias [" + units + "], found " + b.shapeText()));
    int channels = data.rank() == 0 ? 0 : data.size(data.rank() - 1);
    node.require(
        kernel.size(0) == channels && (!gemm || data.rank() == 2),
        "it takes "
            + kernel.size(0)
            + " features, but what is before it gives "
            + (data.rank() == 2 ? channels : data.shapeText()));
    OnnxRows rows = chain.rows(node, data, data.rank() - 1);
    Array ours = Scatter.over(kernel, 0, rows.sources(), chain.last().features());
    Array shift = bias.map(b -> b.reshaped(units)).orElseGet(() -> Array.filled(0, units));
    return rows.of(chain.add(OnnxLayer.dense(node, ours, shift), units));
  }
}
