package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.that;

import dev.unroll.internal.pickle.PickleBytes;
import dev.unroll.internal.pickle.PickleReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** An array of objects: of single values, or of arrays that differ in their lengths. */
final class ObjectArray extends SavedArray {

  private final List<Long> shape;

  /** Those of single values; of no meaning where there are arrays. */
  private final Cells values;

  /** One a place; empty where there are single values. */
  private final List<Cells> arrays;

  private ObjectArray(String who, List<Long> shape, Cells values, List<Cells> arrays) {
    super(who);
    this.shape = shape;
    this.values = values;
    this.arrays = arrays;
  }

  /** The pickle that a file has in the place of values. */
  static ObjectArray read(NpyArray array) throws IOException {
    String who = array.who();
    PickledObjects objects = new PickledObjects();
    PickledArray read =
        PickledObjects.array(who, PickleReader.read(new PickleBytes(who, array.pickle()), objects));
    that(
        read.shape().equals(array.shape().stream().map(Math::toIntExact).toList())
            && read.isOfObjects(),
        "%s: the header says that the shape is %s, the pickle %s; the file is damaged",
        who,
        array.shapeText(),
        read.shape());
    if (read.holdsArrays()) {
      that(
          array.rank() == 1,
          "%s: arrays in an array of the shape %s; expected one axis, an array for each sequence",
          who,
          array.shapeText());
      return new ObjectArray(
          who, array.shape(), new CellList(List.of(), List.of(), false), read.arrays());
    }
    return new ObjectArray(who, array.shape(), read.cells(who), List.of());
  }

  @Override
  public List<Long> shape() {
    return shape;
  }

  @Override
  public boolean isRagged() {
    return !arrays.isEmpty();
  }

  @Override
  public boolean areNumbers() {
    return isRagged() ? arrays.stream().allMatch(Cells::areNumbers) : values.areNumbers();
  }

  @Override
  public boolean areTexts() {
    return isRagged() ? arrays.stream().allMatch(Cells::areTexts) : values.areTexts();
  }

  @Override
  public Cells all(int... order) {
    return view(0, order);
  }

  private CellView view(int first, int... axes) {
    int[] strides = strides();
    return new CellView(
        values,
        first,
        Arrays.stream(axes).mapToObj(axis -> values.shape().get(axis)).toList(),
        Arrays.stream(axes).mapToObj(axis -> strides[axis]).toList());
  }

  private int[] strides() {
    int[] strides = new int[rank()];
    int stride = 1;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= values.shape().get(axis);
    }
    return strides;
  }

  @Override
  public Entries entries(int axis, int... others) {
    List<Cells> each =
        isRagged()
            ? arrays
            : IntStream.range(0, values.shape().get(axis))
                .<Cells>mapToObj(i -> view(i * strides()[axis], others))
                .toList();
    return new Entries() {
      @Override
      public int size() {
        return each.size();
      }

      @Override
      public Cells get(int index) {
        return each.get(index);
      }
    };
  }
}
