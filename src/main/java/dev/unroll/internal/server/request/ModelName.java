package dev.unroll.internal.server.request;

import java.util.Optional;

/**
 * Which model is asked.
 *
 * @param name of the model
 * @param version a number of it, of which {@code label} is then empty; with both empty, the newest
 * @param label a name for a version of it
 */
public record ModelName(String name, Optional<Long> version, Optional<String> label) {

  /** The newest version. */
  public static ModelName newest(String name) {
    return new ModelName(name, Optional.empty(), Optional.empty());
  }

  /** As {@code har}, {@code har version 3} or {@code har label stable}. */
  public String describe() {
    return name
        + version.map(number -> " version " + number).orElse("")
        + label.map(named -> " label '" + named + "'").orElse("");
  }
}
