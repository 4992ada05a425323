package dev.unroll.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What asks a program that would go on for ever to end: Ctrl-C, and what {@code kill} and service
 * managers send. Asked once, it ends in good order; asked twice, at once.
 */
final class StopSignals {

  private StopSignals() {}

  /**
   * From now on the first signal does {@code stop}, and the second ends the process.
   *
   * @param interrupts does the first half of it where Java has no signals
   */
  static void redirectTo(Runnable stop, Interrupts interrupts) {
    AtomicBoolean asked = new AtomicBoolean();
    try {
      // Java's own end of a process runs no second time: its signals are known to this class alone,
      // which every JDK has and none promises.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handled =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              if (asked.getAndSet(true)) {
                Runtime.getRuntime().halt(Interrupts.EXIT_CODE);
              }
              stop.run();
              return null;
            }
            return switch (method.getName()) {
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == arguments[0];
              default -> "stop";
            };
          };
      Object once =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(), new Class<?>[] {handler}, handled);
      for (String name : new String[] {"TERM", "INT"}) {
        Object of = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, of, once);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      interrupts.redirectTo(stop);
    }
  }
}
