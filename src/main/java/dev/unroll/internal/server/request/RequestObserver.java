package dev.unroll.internal.server.request;

/** Is told of each request that has ended, on threads that must not wait. */
@FunctionalInterface
public interface RequestObserver {

  /** A request has ended. */
  void ended(Trace trace);
}
