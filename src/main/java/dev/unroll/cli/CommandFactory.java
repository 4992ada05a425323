package dev.unroll.cli;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the subcommands, giving them the terminal and, where they want it, the interrupts. */
final class CommandFactory implements IFactory {

  private final Terminal terminal;
  private final Interrupts interrupts;

  CommandFactory(Terminal terminal, Interrupts interrupts) {
    this.terminal = terminal;
    this.interrupts = interrupts;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] wanted = constructor.getParameterTypes();
      if (wanted.length > 0 && wanted[0] == Terminal.class) {
        Object[] given = {terminal, interrupts};
        return type.cast(constructor.newInstance(Arrays.copyOf(given, wanted.length)));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
