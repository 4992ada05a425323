package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.internal.pickle.PickleObjects;
import dev.unroll.internal.pickle.PickleValue;
import dev.unroll.internal.pickle.PickleValue.Bytes;
import dev.unroll.internal.pickle.PickleValue.Items;
import dev.unroll.internal.pickle.PickleValue.Text;
import dev.unroll.internal.pickle.PickleValue.Truth;
import dev.unroll.internal.pickle.PickleValue.Whole;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What an array of objects may hold: numbers, texts, lists, and arrays of them. */
final class PickledObjects implements PickleObjects {

  /** Bounds memory. */
  private static final int MOST_VALUES = 50_000_000;

  private static final String TYPE = "numpy.dtype";
  private static final String ENCODE = "_codecs.encode";
  private static final Set<String> ARRAY =
      Set.of("numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct");
  private static final Set<String> SCALAR =
      Set.of("numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar");
  private static final Set<String> BUFFER =
      Set.of("numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer");

  /** A type, which gets the order of its bytes after it was made. */
  private static final class Type implements PickleValue {
    private final String name;
    private String order = "<";

    Type(String name) {
      this.name = name;
    }

    NpyType of(String who) {
      return NpyType.of(who, (order.equals(">") ? ">" : "<") + name);
    }

    boolean isOfObjects() {
      return name.startsWith("O");
    }
  }

  @Override
  public void check(String who, String name) {
    that(
        name.equals(TYPE)
            || name.equals(ENCODE)
            || name.equals("numpy.ndarray")
            || ARRAY.contains(name)
            || SCALAR.contains(name)
            || BUFFER.contains(name),
        "%s: an array of objects that holds '%s', which is not read: objects of Python may run any"
            + " code; only numbers, texts and arrays of them are. Save ragged sequences as one padded"
            + " array with an array 'lengths'",
        who,
        name);
  }

  @Override
  public int mostValues() {
    return MOST_VALUES;
  }

  @Override
  public PickleValue made(String who, String name, List<PickleValue> arguments) {
    if (ARRAY.contains(name)) {
      return new PickledArray(who);
    }
    if (name.equals(TYPE) && !arguments.isEmpty() && arguments.get(0) instanceof Text type) {
      return new Type(type.text());
    }
    if (name.equals(ENCODE) && !arguments.isEmpty() && arguments.get(0) instanceof Text text) {
      return new Bytes(ByteBuffer.wrap(text.text().getBytes(StandardCharsets.ISO_8859_1)));
    }
    if (SCALAR.contains(name)
        && arguments.size() == 2
        && arguments.get(0) instanceof Type type
        && arguments.get(1) instanceof Bytes bytes) {
      PickledArray one = new PickledArray(who);
      one.fill(List.of(), type.of(who), false, bytes.content());
      return one;
    }
    if (BUFFER.contains(name)
        && arguments.size() == 4
        && arguments.get(0) instanceof Bytes bytes
        && arguments.get(1) instanceof Type type
        && arguments.get(3) instanceof Text order) {
      PickledArray array = new PickledArray(who);
      array.fill(
          sizes(who, arguments.get(2)), type.of(who), order.text().equals("F"), bytes.content());
      return array;
    }
    throw damaged(who, "'" + name + "' is not used as NumPy does");
  }

  @Override
  public void build(String who, PickleValue object, PickleValue state) {
    List<PickleValue> items = state instanceof Items list ? list.items() : List.of();
    if (object instanceof Type type && items.size() > 1 && items.get(1) instanceof Text order) {
      type.order = order.text();
      return;
    }
    if (!(object instanceof PickledArray array)
        || items.size() != 5
        || !(items.get(2) instanceof Type type)) {
      throw damaged(who, "an array has no shape, type and values");
    }
    List<Integer> sizes = sizes(who, items.get(1));
    PickleValue values = items.get(4);
    that(
        !(values instanceof Text),
        "%s: pickled by Python 2; load and save it in Python 3, by numpy.load(..., allow_pickle=True,"
            + " encoding='latin1')",
        who);
    if (type.isOfObjects() && values instanceof Items objects) {
      array.fill(sizes, List.copyOf(objects.items()));
    } else if (values instanceof Bytes bytes && !type.isOfObjects()) {
      array.fill(sizes, type.of(who), isTrue(items.get(3)), bytes.content());
    } else {
      throw damaged(who, "an array has no values");
    }
  }

  private static boolean isTrue(PickleValue value) {
    return (value instanceof Truth truth && truth.holds())
        || (value instanceof Whole whole && whole.number() != 0);
  }

  private static List<Integer> sizes(String who, PickleValue shape) {
    if (!(shape instanceof Items items)
        || !items.items().stream()
            .allMatch(
                i -> i instanceof Whole w && w.number() >= 0 && w.number() <= Integer.MAX_VALUE)) {
      throw damaged(who, "an array has no shape");
    }
    return items.items().stream().map(i -> (int) ((Whole) i).number()).toList();
  }

  /** The array that a pickle gives. */
  static PickledArray array(String who, PickleValue value) {
    if (value instanceof PickledArray array) {
      return array;
    }
    throw damaged(who, "it holds no array");
  }

  private static InputException damaged(String who, String why) {
    return failure("%s: the pickle is damaged: %s", who, why);
  }
}
