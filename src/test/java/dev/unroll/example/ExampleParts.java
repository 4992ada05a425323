package dev.unroll.example;

import dev.unroll.settings.Extension;
import java.util.List;

public final class ExampleParts implements Extension {
  @Override
  public List<Class<? extends Record>> records() {
    return List.of(MinimalGatedUnit.class, Scale.class, Square.class, Lion.class, Lines.class);
  }
}
