package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.convert.onnx.OnnxInput.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What the axes of an input may mean.
 *
 * @param text as messages and tables name it
 * @param batch its size; 0 for any
 * @param steps their number; 0 for any
 * @param features of a step
 * @param turned from [batch, steps, features] to the axes of the input
 */
record OnnxForm(String text, int batch, int steps, int features, UnaryOperator<Grid> turned) {

  private static final int MOST_SIZE = 1 << 20;

  /** Operations that take [batch, features, steps]. */
  private static final Set<String> FEATURES_FIRST =
      Set.of("Conv", "MaxPool", "AveragePool", "BatchNormalization", "GlobalAveragePool");

  /**
   * The forms that the only input may have, the most usual first.
   *
   * @param nodes of the file, in their order
   */
  static List<OnnxForm> of(OnnxFile file, List<OnnxNode> nodes) {
    OnnxInput input = file.inputs().get(0);
    that(
        input.type() == 0 || input.type() == OnnxTensor.FLOAT,
        "%s: expected its input '%s' to be of float32; save the model so",
        file.name(),
        input.name());
    List<Axis> axes =
        input.axes().isEmpty()
            ? List.of(new Axis(0, ""), new Axis(0, ""), new Axis(0, ""))
            : input.axes();
    for (Axis axis : axes) {
      that(
          axis.size() <= MOST_SIZE,
          "%s: its input '%s' %s is too large",
          file.name(),
          input.name(),
          axes);
    }
    Sizes sizes = new Sizes(axes, features(file, nodes));
    List<OnnxForm> forms =
        switch (axes.size()) {
          case 2 -> sizes.flat();
          case 3 -> sizes.usual(nodes);
          case 4 -> sizes.image();
          default -> List.of();
        };
    if (forms.isEmpty()) {
      throw refused(file, axes);
    }
    return forms;
  }

  private static InputException refused(OnnxFile file, List<Axis> axes) {
    return failure(
        "%s: expected inputs [batch, steps, features] of a known number of features, found %s",
        file.name(), axes);
  }

  /** The places of the inputs. */
  Grid inputs(int anyBatch, int anySteps) {
    int rows = batch > 0 ? batch : anyBatch;
    int length = steps > 0 ? steps : anySteps;
    return turned.apply(Grid.counting(0, rows, length, features));
  }

  /** Features that the first node with weights takes; 0 where that is not known. */
  private static int features(OnnxFile file, List<OnnxNode> nodes) {
    for (OnnxNode node : nodes) {
      OnnxTensor weights = file.weights().get(node.input(1));
      if (weights != null && weights.values().isPresent()) {
        int[] shape = weights.shape();
        if (OnnxRecurrent.has(node.op()) && shape.length == 3) {
          return shape[2];
        }
        if (node.op().equals("Conv") && shape.length > 2) {
          return (int) Math.min(shape[1] * node.whole("group", 1), MOST_SIZE);
        }
        if (OnnxDense.OPS.contains(node.op()) && shape.length == 2) {
          return shape[node.whole("transB", 0) == 0 ? 0 : 1];
        }
      }
    }
    return 0;
  }

  private record Sizes(List<Axis> axes, int taken) {

    private int size(int axis) {
      return (int) Math.max(0, axes.get(axis).size());
    }

    private int features(int axis) {
      return size(axis) > 0 ? size(axis) : taken;
    }

    private List<OnnxForm> usual(List<OnnxNode> nodes) {
      List<OnnxForm> forms = new ArrayList<>();
      add(forms, "[batch, steps, features]", size(0), size(1), features(2), grid -> grid);
      if (batchSecond()) {
        add(
            forms,
            "[steps, batch, features]",
            size(1),
            size(0),
            features(2),
            grid -> grid.transposed(1, 0, 2));
      }
      if (nodes.stream()
          .map(OnnxNode::op)
          .filter(op -> FEATURES_FIRST.contains(op) || takesFeaturesLast(op))
          .findFirst()
          .filter(FEATURES_FIRST::contains)
          .isPresent()) {
        add(
            forms,
            "[batch, features, steps]",
            size(0),
            size(2),
            features(1),
            grid -> grid.transposed(0, 2, 1));
      }
      return forms;
    }

    private static boolean takesFeaturesLast(String op) {
      return OnnxRecurrent.has(op) || OnnxDense.OPS.contains(op) || OnnxNorm.OPS.contains(op);
    }

    /** Whether the file says that its second axis is the batch. */
    private boolean batchSecond() {
      return axes.get(1).free()
          && !named(axes.get(0))
          && (!axes.get(0).free() || named(axes.get(1)));
    }

    private static boolean named(Axis axis) {
      String name = axis.name().toLowerCase(Locale.ROOT);
      return axis.free() && (name.contains("batch") || name.equals("b") || name.equals("n"));
    }

    private List<OnnxForm> flat() {
      List<OnnxForm> forms = new ArrayList<>();
      int size = size(1);
      int features = taken > 0 && size % taken == 0 ? taken : size;
      if (size > 0) {
        add(
            forms,
            "[batch, steps * features]",
            size(0),
            size / features,
            features,
            grid -> grid.reshaped(grid.size(0), size));
      }
      return forms;
    }

    private List<OnnxForm> image() {
      List<OnnxForm> forms = new ArrayList<>();
      if (size(3) == 1) {
        add(
            forms,
            "[batch, steps, features, 1]",
            size(0),
            size(1),
            features(2),
            grid -> grid.reshaped(grid.size(0), grid.size(1), grid.size(2), 1));
      }
      if (size(1) == 1) {
        add(
            forms,
            "[batch, 1, steps, features]",
            size(0),
            size(2),
            features(3),
            grid -> grid.reshaped(grid.size(0), 1, grid.size(1), grid.size(2)));
      }
      return forms;
    }

    private static void add(
        List<OnnxForm> forms,
        String text,
        int batch,
        int steps,
        int features,
        UnaryOperator<Grid> turned) {
      if (features > 0) {
        forms.add(new OnnxForm(text, batch, steps, features, turned));
      }
    }
  }
}
