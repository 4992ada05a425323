package dev.unroll.settings;

import java.util.List;

/**
 * Brings records of others into recipes: layers, cells, optimizers, sources of data. A record's
 * {@code type} in a recipe is its name in lower case with hyphens, {@code MinimalGatedUnit} being
 * {@code minimal-gated-unit}; its components are the settings, with {@link Default} for those that
 * need not be said.
 *
 * <p>Found by {@link java.util.ServiceLoader}: the class implements this interface, has a public
 * constructor without arguments, and its name stands in the file {@code
 * META-INF/services/dev.unroll.settings.Extension}.
 */
public interface Extension {

  /** The records. Each implements one of the families that recipes choose from by type. */
  List<Class<? extends Record>> records();
}
