package dev.unroll.train;

import static dev.unroll.check.Check.positive;

import java.util.List;
import java.util.Set;

/**
 * What to look at inside a training, every so many steps. A graph gets operations for what is asked
 * and for nothing else.
 *
 * @param every steps from one look to the next, the first at step 0; 1 or more
 * @param watches what to look at, one or more
 * @param names variables and layers to look at, as {@link ProbeReport} names them; empty for all
 */
public record Probe(int every, Set<Watch> watches, List<String> names) {

  /** What can be looked at. */
  public enum Watch {
    /** Norm, mean and share of zeros of every variable that is trained, before the step. */
    WEIGHTS,
    /** Norm of the gradient with respect to each, before clipping, and of all together. */
    GRADIENTS,
    /** By how much the step moves each, as a share of its norm. */
    UPDATES,
    /** Root mean square, mean, shares of zeros and of saturated values of every layer's output. */
    LAYERS,
    /** Gradient of the loss with respect to the inputs, by time step. */
    INPUT_GRADIENTS,
    /** Histograms of the values of variables and of their gradients. */
    HISTOGRAMS
  }

  public Probe {
    positive("probe: every", every);
    watches = Set.copyOf(watches);
    positive("probe: watches", watches.size());
    names = List.copyOf(names);
  }

  /** All but histograms, of all variables and layers. */
  public static Probe every(int steps) {
    return new Probe(
        steps,
        Set.of(Watch.WEIGHTS, Watch.GRADIENTS, Watch.UPDATES, Watch.LAYERS, Watch.INPUT_GRADIENTS),
        List.of());
  }

  /** All that can be looked at. */
  public static Probe withHistograms(int steps) {
    return new Probe(steps, Set.of(Watch.values()), List.of());
  }

  boolean watches(Watch watch) {
    return watches.contains(watch);
  }

  boolean names(String name) {
    return names.isEmpty() || names.contains(name);
  }
}
