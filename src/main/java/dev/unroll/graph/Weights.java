package dev.unroll.graph;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Values of variables by name: what travels between graphs, checkpoints and SavedModels. A plain
 * value, nothing native.
 */
public final class Weights {

  private final Map<String, Weight> byName;

  /** One variable's value; flat, row by row. */
  private static final class Weight {
    final long[] shape;
    final float[] values;

    Weight(long[] shape, float[] values) {
      this.shape = shape.clone();
      this.values = values.clone();
    }
  }

  private Weights(Map<String, Weight> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /** Collects weights one by one. */
  public static final class Builder {
    private final Map<String, Weight> byName = new LinkedHashMap<>();

    /**
     * Adds a variable's value.
     *
     * @param shape sizes of its dimensions
     * @param values flat, row by row; copied
     */
    public Builder put(String name, long[] shape, float[] values) {
      long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      that(
          size == values.length,
          "weights '%s': shape %s asks for %d values, got %d",
          name,
          Arrays.toString(shape),
          size,
          values.length);
      byName.put(name, new Weight(shape, values));
      return this;
    }

    /** Adds all of {@code weights}. */
    public Builder putAll(Weights weights) {
      byName.putAll(weights.byName);
      return this;
    }

    public Weights build() {
      return new Weights(new LinkedHashMap<>(byName));
    }
  }

  /** The names, in the order they were put. */
  public Set<String> names() {
    return byName.keySet();
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** Sizes of a variable's dimensions. */
  public long[] shape(String name) {
    return find(name).shape.clone();
  }

  /** A variable's values, flat, row by row. */
  public float[] values(String name) {
    return find(name).values.clone();
  }

  /** Whether no value is infinite or not a number. */
  public boolean allFinite() {
    for (Weight weight : byName.values()) {
      for (float value : weight.values) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The weights whose name fulfils {@code condition}. */
  public Weights filter(Predicate<String> condition) {
    Map<String, Weight> kept = new LinkedHashMap<>();
    byName.forEach(
        (name, weight) -> {
          if (condition.test(name)) {
            kept.put(name, weight);
          }
        });
    return new Weights(kept);
  }

  private Weight find(String name) {
    Weight weight = byName.get(name);
    if (weight == null) {
      throw failure("weights: no variable '%s'; there are %s", name, byName.keySet());
    }
    return weight;
  }
}
