package example;

import dev.unroll.settings.Extension;
import java.util.List;

/** Brings {@link LeakyRnn} into recipes, as {@code leaky-rnn}. */
public final class OwnParts implements Extension {
  @Override
  public List<Class<? extends Record>> records() {
    return List.of(LeakyRnn.class);
  }
}
