package dev.unroll.internal.numpy;

import java.io.IOException;

/** The entries of an array along one of its axes, such as its sequences. */
public interface Entries {

  /** How many there are. */
  int size();

  /** One of them; quickest in their order. */
  Cells get(int index) throws IOException;
}
