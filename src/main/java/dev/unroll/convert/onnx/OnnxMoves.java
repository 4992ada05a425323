package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Nodes of ONNX that compute nothing: they move, name, repeat or choose numbers, known ones and
 * data alike.
 */
final class OnnxMoves {

  private static final Set<String> OPS =
      Set.of(
          "Transpose",
          "Squeeze",
          "Unsqueeze",
          "Reshape",
          "Flatten",
          "Identity",
          "Dropout",
          "Gather",
          "GatherND",
          "Slice",
          "Split",
          "Concat",
          "Expand",
          "Pad");

  private final OnnxNode node;
  private final List<OnnxValue> inputs;
  private final OnnxPlaces places;
  private final OnnxChoice choice;

  private OnnxMoves(OnnxNode node, List<OnnxValue> inputs) {
    this.node = node;
    this.inputs = inputs;
    places = new OnnxPlaces(node, inputs);
    choice = new OnnxChoice(node, places);
  }

  /** Whether it is one. */
  static boolean has(String op) {
    return OPS.contains(op);
  }

  /**
   * What such a node gives, an output each.
   *
   * @param inputs what it takes; null for one left out
   */
  static List<OnnxValue> give(OnnxNode node, List<OnnxValue> inputs) {
    node.require(!inputs.isEmpty() && inputs.get(0) != null, "it has no inputs");
    int moved = node.op().equals("Concat") ? inputs.size() : 1;
    for (OnnxValue place : inputs.subList(moved, inputs.size())) {
      node.require(
          place == null || !place.isData(), "where it moves the data to depends on the data");
    }
    List<OnnxValue> sources = inputs.subList(0, moved);
    boolean data = sources.stream().anyMatch(OnnxValue::isData);
    OnnxMoves moves = new OnnxMoves(node, inputs);
    List<Grid> grids = new ArrayList<>();
    int first = 0;
    for (OnnxValue source : sources) {
      if (data) {
        grids.add(moves.ofData(source));
      } else {
        Grid grid = Grid.counting(first, source.shape());
        first += grid.size();
        grids.add(grid);
      }
    }
    return moves.moved(grids).stream()
        .map(grid -> data ? OnnxValue.data(grid) : OnnxValue.known(moves.numbers(sources, grid)))
        .toList();
  }

  private Grid ofData(OnnxValue source) {
    node.require(
        source.isData() || source.isZero(), "it joins the data with other numbers than zeros");
    return source.data().orElseGet(() -> Grid.of(i -> Grid.ZERO, source.shape()));
  }

  private OnnxTensor numbers(List<OnnxValue> sources, Grid grid) {
    int type = sources.get(0).tensor().orElseThrow().type();
    int size = 0;
    List<float[]> parts = new ArrayList<>();
    for (OnnxValue source : sources) {
      Optional<Array> numbers = source.numbers();
      node.require(
          numbers.isPresent() && source.tensor().orElseThrow().type() == type,
          "expected numbers of one type, float32, int32 or int64");
      parts.add(numbers.get().values());
      size += parts.get(parts.size() - 1).length;
    }
    float[] all = new float[size];
    int to = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, to, part.length);
      to += part.length;
    }
    float[] moved = new float[grid.size()];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = grid.cell(i) == Grid.ZERO ? 0 : all[grid.cell(i)];
    }
    long[] shape = Arrays.stream(grid.shape()).asLongStream().toArray();
    return new OnnxTensor("", type, Optional.of(Array.of(shape, moved)));
  }

  private List<Grid> moved(List<Grid> grids) {
    Grid grid = grids.get(0);
    return switch (node.op()) {
      case "Transpose" -> List.of(transposed(grid));
      case "Squeeze" -> List.of(squeezed(grid));
      case "Unsqueeze" -> List.of(unsqueezed(grid));
      case "Reshape" -> List.of(reshaped(grid));
      case "Flatten" -> List.of(flattened(grid));
      case "Gather" -> List.of(choice.gathered(grid));
      case "GatherND" -> List.of(choice.gatheredByIndexes(grid));
      case "Slice" -> List.of(choice.sliced(grid));
      case "Split" -> choice.split(grid);
      case "Concat" -> List.of(Grid.joined(places.axis(node.whole("axis", 0), grid.rank()), grids));
      case "Expand" ->
          List.of(grid.expanded(Grid.common(grid.shape(), OnnxPlaces.ints(places.wholes(1)))));
      case "Pad" -> List.of(choice.padded(grid));
      case "Dropout" -> {
        boolean trains = inputs.size() > 2 && inputs.get(2) != null && !inputs.get(2).isZero();
        node.require(!trains, "it drops numbers as in training; save the model for inference");
        yield List.of(grid);
      }
      default -> List.of(grid);
    };
  }

  private Grid transposed(Grid grid) {
    int last = grid.rank() - 1;
    return grid.transposed(
        places
            .given("perm", 1)
            .map(OnnxPlaces::ints)
            .orElseGet(() -> IntStream.rangeClosed(0, last).map(i -> last - i).toArray()));
  }

  private Grid squeezed(Grid grid) {
    Optional<long[]> axes = places.given("axes", 1);
    boolean[] gone = new boolean[grid.rank()];
    for (int axis = 0; axis < gone.length; axis++) {
      gone[axis] = axes.isEmpty() && grid.size(axis) == 1;
    }
    for (long axis : axes.orElse(new long[0])) {
      gone[places.axis(axis, gone.length)] = true;
    }
    int[] left = new int[gone.length];
    int count = 0;
    for (int axis = 0; axis < gone.length; axis++) {
      node.require(!gone[axis] || grid.size(axis) == 1, "it drops an axis that is not of size 1");
      if (!gone[axis]) {
        left[count++] = grid.size(axis);
      }
    }
    return grid.reshaped(Arrays.copyOf(left, count));
  }

  private Grid unsqueezed(Grid grid) {
    long[] axes =
        places.given("axes", 1).orElseThrow(() -> node.refused("it does not say its new axes"));
    int[] shape = new int[grid.rank() + axes.length];
    for (long axis : axes) {
      shape[places.axis(axis, shape.length)] = 1;
    }
    int from = 0;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0) {
        node.require(from < grid.rank(), "it names an axis twice");
        shape[i] = grid.size(from++);
      }
    }
    return grid.reshaped(shape);
  }

  private Grid reshaped(Grid grid) {
    long[] wanted =
        places.given("shape", 1).orElseThrow(() -> node.refused("it does not say its shape"));
    boolean zeros = node.whole("allowzero", 0) != 0;
    int[] shape = new int[wanted.length];
    int open = -1;
    long known = 1;
    for (int i = 0; i < shape.length; i++) {
      if (wanted[i] == -1) {
        node.require(open < 0, "it leaves two sizes open");
        open = i;
      } else {
        boolean kept = wanted[i] == 0 && !zeros;
        node.require(!kept || i < grid.rank(), "it keeps the size of an axis that is not there");
        node.require(
            wanted[i] >= 0 && wanted[i] <= Integer.MAX_VALUE, "it asks for a size " + wanted[i]);
        shape[i] = kept ? grid.size(i) : (int) wanted[i];
        known = Math.min(known * shape[i], Integer.MAX_VALUE);
      }
    }
    if (open >= 0) {
      shape[open] = known == 0 ? 0 : (int) (grid.size() / known);
    }
    return grid.reshaped(shape);
  }

  private Grid flattened(Grid grid) {
    long given = node.whole("axis", 1);
    int axis = given == grid.rank() ? grid.rank() : places.axis(given, grid.rank());
    int[] shape = grid.shape();
    return grid.reshaped(
        Grid.size(Arrays.copyOf(shape, axis)),
        Grid.size(Arrays.copyOfRange(shape, axis, shape.length)));
  }
}
