package dev.unroll.internal.pickle;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Doubles;
import dev.unroll.check.InputException;
import dev.unroll.internal.pickle.PickleValue.Bytes;
import dev.unroll.internal.pickle.PickleValue.Entries;
import dev.unroll.internal.pickle.PickleValue.Items;
import dev.unroll.internal.pickle.PickleValue.Name;
import dev.unroll.internal.pickle.PickleValue.Other;
import dev.unroll.internal.pickle.PickleValue.Real;
import dev.unroll.internal.pickle.PickleValue.Text;
import dev.unroll.internal.pickle.PickleValue.Truth;
import dev.unroll.internal.pickle.PickleValue.Whole;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Reads one of Python's pickles of the protocols 0 to 5. A pickle is a program for a machine with a
 * stack; this one makes texts, numbers, lists and dictionaries, and calls nothing: a name that is
 * not on the closed list of its {@link PickleObjects} ends it.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the operations</a>
 */
public final class PickleReader {

  private static final PickleValue OTHER = new Other();

  /** Python 2's names of the same modules. */
  private static final Map<String, String> OLD_MODULES =
      Map.of("__builtin__", "builtins", "copy_reg", "copyreg");

  private final PickleBytes bytes;
  private final PickleStack stack;
  private final PickleObjects objects;

  private PickleReader(PickleBytes bytes, PickleObjects objects) {
    this.bytes = bytes;
    this.objects = objects;
    this.stack = new PickleStack(bytes.who(), objects.mostValues());
  }

  /**
   * What the pickle gives that begins where {@code bytes} are.
   *
   * @param objects that it may hold
   * @throws InputException where it is damaged, or names what is not on their list
   */
  public static PickleValue read(PickleBytes bytes, PickleObjects objects) {
    PickleReader reader = new PickleReader(bytes, objects);
    for (int operation = bytes.one(); operation != '.'; operation = bytes.one()) {
      reader.run(operation);
    }
    return reader.stack.pop();
  }

  private void run(int operation) {
    switch (operation) {
      case 0x80 -> that(bytes.one() <= 5, "%s: the pickle is of a later protocol than 5", who());
      case 0x95 -> bytes.eight(); // a frame: what it says of its size does not matter
      case '(' -> stack.mark();
      case '0' -> stack.pop();
      case '1' -> stack.sinceMark();
      case '2' -> stack.push(stack.top());
      case 'N' -> stack.push(OTHER);
      case 0x88 -> stack.push(new Truth(true));
      case 0x89 -> stack.push(new Truth(false));
      case 'I', 'L' -> stack.push(whole(bytes.line()));
      case 'J' -> stack.push(new Whole(bytes.four()));
      case 'K' -> stack.push(new Whole(bytes.one()));
      case 'M' -> stack.push(new Whole(bytes.two()));
      case 0x8a -> stack.push(whole(bytes.take(bytes.one())));
      case 0x8b -> stack.push(whole(bytes.take(bytes.four())));
      case 'F' -> stack.push(real(bytes.line()));
      case 'G' -> stack.push(new Real(bytes.number()));
      case 'S' -> stack.push(quoted(bytes.line()));
      case 'V' -> stack.push(new Text(bytes.line()));
      case 'T' -> stack.push(new Text(bytes.text(bytes.four())));
      case 'U', 0x8c -> stack.push(new Text(bytes.text(bytes.one())));
      case 'X' -> stack.push(new Text(bytes.text(Integer.toUnsignedLong(bytes.four()))));
      case 0x8d -> stack.push(new Text(bytes.text(bytes.eight())));
      case 'B' -> stack.push(new Bytes(bytes.slice(Integer.toUnsignedLong(bytes.four()))));
      case 'C' -> stack.push(new Bytes(bytes.slice(bytes.one())));
      case 0x8e, 0x96 -> stack.push(new Bytes(bytes.slice(bytes.eight())));
      case ']', 0x8f -> stack.push(new Items());
      case ')' -> stack.push(new Items());
      case '}' -> stack.push(new Entries());
      case 'l', 't', 0x91 -> stack.push(new Items(stack.sinceMark()));
      case 'd' -> stack.push(entries(stack.sinceMark()));
      case 0x85 -> stack.push(tuple(1));
      case 0x86 -> stack.push(tuple(2));
      case 0x87 -> stack.push(tuple(3));
      case 'a' -> append(List.of(stack.pop()));
      case 'e', 0x90 -> append(stack.sinceMark());
      case 's' -> {
        PickleValue value = stack.pop();
        PickleValue key = stack.pop();
        put(List.of(key, value));
      }
      case 'u' -> put(stack.sinceMark());
      case 'p' -> stack.keep(index(bytes.line()));
      case 'q' -> stack.keep(bytes.one());
      case 'r' -> stack.keep(bytes.four());
      case 0x94 -> stack.keep();
      case 'g' -> stack.push(stack.remembered(index(bytes.line())));
      case 'h' -> stack.push(stack.remembered(bytes.one()));
      case 'j' -> stack.push(stack.remembered(bytes.four()));
      case 'c' -> stack.push(name(bytes.line(), bytes.line()));
      case 0x93 -> {
        PickleValue name = stack.pop();
        stack.push(name(text(stack.pop()), text(name)));
      }
      case 'R', 0x81 -> {
        PickleValue arguments = stack.pop();
        stack.push(made(stack.pop(), arguments));
      }
      case 0x92 -> {
        stack.pop();
        PickleValue arguments = stack.pop();
        stack.push(made(stack.pop(), arguments));
      }
      case 'b' -> {
        PickleValue state = stack.pop();
        objects.build(who(), stack.top(), state);
      }
      case 'Q' -> stack.push(objects.persistent(who(), stack.pop()));
      default ->
          throw failure(
              "%s: the pickle is damaged, or it has the operation 0x%02x, which is not read",
              who(), operation);
    }
  }

  private String who() {
    return bytes.who();
  }

  private Items tuple(int size) {
    PickleValue[] items = new PickleValue[size];
    for (int i = size - 1; i >= 0; i--) {
      items[i] = stack.pop();
    }
    return new Items(List.of(items));
  }

  private Entries entries(List<PickleValue> pairs) {
    if (pairs.size() % 2 != 0) {
      throw damaged("a dictionary has a key without a value");
    }
    Entries entries = new Entries();
    for (int i = 0; i < pairs.size(); i += 2) {
      entries.put(pairs.get(i), pairs.get(i + 1));
    }
    return entries;
  }

  private void put(List<PickleValue> pairs) {
    Entries more = entries(pairs);
    if (stack.top() instanceof Entries entries) {
      entries.entries().putAll(more.entries());
    }
  }

  private void append(List<PickleValue> more) {
    if (stack.top() instanceof Items list) {
      stack.count(more.size());
      list.items().addAll(more);
    }
  }

  private Name name(String module, String name) {
    String whole = OLD_MODULES.getOrDefault(module, module) + "." + name;
    objects.check(who(), whole);
    return new Name(whole);
  }

  private PickleValue made(PickleValue maker, PickleValue arguments) {
    if (!(maker instanceof Name name) || !(arguments instanceof Items given)) {
      throw damaged("it calls what has no name");
    }
    return objects.made(who(), name.text(), given.items());
  }

  private static PickleValue real(String line) {
    Double number = Doubles.tryParse(line.strip());
    return number == null ? OTHER : new Real(number);
  }

  private static Text quoted(String line) {
    boolean quotes = line.length() >= 2 && line.charAt(0) == line.charAt(line.length() - 1);
    return new Text(quotes ? line.substring(1, line.length() - 1) : line);
  }

  private PickleValue whole(String line) {
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    try {
      return new Whole(Long.parseLong(digits.strip()));
    } catch (NumberFormatException e) {
      return OTHER;
    }
  }

  /** The lowest byte first; larger numbers than 64 bits mean nothing here. */
  private static PickleValue whole(byte[] little) {
    byte[] big = new byte[little.length + 1];
    for (int i = 0; i < little.length; i++) {
      big[big.length - 1 - i] = little[i];
    }
    if (little.length > 8) {
      return OTHER;
    }
    big[0] = (byte) (little.length > 0 && little[little.length - 1] < 0 ? -1 : 0);
    return new Whole(new BigInteger(big).longValue());
  }

  private int index(String line) {
    return whole(line) instanceof Whole whole && whole.number() == (int) whole.number()
        ? (int) whole.number()
        : -1;
  }

  private String text(PickleValue value) {
    if (value instanceof Text text) {
      return text.text();
    }
    throw damaged("it asks for a name that is no text");
  }

  private InputException damaged(String why) {
    return stack.damaged(why);
  }
}
