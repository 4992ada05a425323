package dev.unroll.train;

import static dev.unroll.check.Check.that;

import dev.unroll.augment.Augmentation;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.BatchPlan;
import dev.unroll.data.Sequences;
import dev.unroll.data.WindowPlan;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.Recurrent.State;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Regression;
import java.util.List;
import java.util.stream.IntStream;

/** How training sequences become batches: whole, by length, or by windows with a carried state. */
final class TrainingPlan {

  private final StepBatches stepBatches;
  private final List<Integer> steps;
  private final BatchSource batches;

  TrainingPlan(ModelSpec model, Sequences train, TrainingSpec training, long seed) {
    State state = state(model);
    checkChanges(model, training, state);
    if (state == State.STATELESS) {
      that(
          training.window() == 0,
          "training.window is %d, but no layer carries its state; set the recurrent layer's state to"
              + " stateful, or window to 0",
          training.window());
      int[] lengths = IntStream.range(0, train.size()).map(train::length).toArray();
      boolean byLength = training.buckets() > 1 && model.input().variableLength();
      that(
          !byLength || training.order() == BatchOrder.SHUFFLED,
          "training.buckets need the order shuffled");
      BatchPlan plan;
      if (byLength) {
        steps = BatchPlan.bounds(lengths, training.buckets());
        plan = BatchPlan.ofBuckets(lengths, steps, training.batchSize(), seed);
      } else {
        steps = List.of(model.input().steps());
        plan = new BatchPlan(train.size(), training.batchSize(), training.order(), seed);
      }
      stepBatches =
          new StepBatches(
              training.accumulate(), plan.stepsPerEpoch(), training.order() == BatchOrder.SHUFFLED);
      batches =
          new ShuffledBatches(
              train, plan, model.input(), model.task().target(), steps, training, seed);
    } else {
      that(
          training.augment().isEmpty() && training.mixup() == 0 && training.buckets() == 1,
          "training with a carried state takes windows in order; leave out augment, mixup and"
              + " buckets");
      int window = training.window() == 0 ? model.input().steps() : training.window();
      that(
          model.input().variableLength() || dividesAll(train, window),
          "training.window %d does not divide the sequences' %d steps; choose one that does",
          window,
          model.input().steps());
      steps = List.of(window);
      WindowPlan plan = new WindowPlan(train, training.batchSize(), window, seed);
      stepBatches = new StepBatches(training.accumulate(), plan.stepsPerEpoch(), false);
      batches =
          new WindowedBatches(train, plan, model.input().withSteps(window), model.task(), state);
    }
  }

  private static boolean dividesAll(Sequences train, int window) {
    return IntStream.range(0, train.size()).allMatch(i -> train.length(i) % window == 0);
  }

  /** What the recurrent layers begin with; the same for all. */
  private static State state(ModelSpec model) {
    List<State> states =
        model.layers().stream()
            .flatMap(Layer::withChildren)
            .filter(Recurrent.class::isInstance)
            .map(layer -> ((Recurrent) layer).state())
            .distinct()
            .toList();
    that(states.size() <= 1, "model: recurrent layers differ in their state: %s", states);
    for (Layer layer : model.layers()) {
      that(
          states.isEmpty() || states.get(0) == State.STATELESS || layer.stepwise(),
          "layer '%s' looks at more than one step: it cannot train by windows with a carried state",
          layer.label());
    }
    return states.isEmpty() ? State.STATELESS : states.get(0);
  }

  /** Refuses changes of sequences that their targets do not follow. */
  private static void checkChanges(ModelSpec model, TrainingSpec training, State state) {
    that(
        training.mixup() == 0 || !model.task().perStep(),
        "training.mixup mixes whole sequences, but each step has a class of its own; set it to 0");
    that(
        !model.task().perStep() || training.augment().stream().noneMatch(Augmentation::movesTime),
        "training.augment moves steps away from their classes; leave out time-shift and time-warp");
    that(
        state == State.STATELESS
            || !(model.task() instanceof Regression regression && regression.change()),
        "model.regression.predictChange is the change since the end of a sequence, but training goes"
            + " by windows; set it to false");
  }

  /** Optimizer steps in which every sequence is seen about once. */
  int stepsPerEpoch() {
    return stepBatches.stepsPerEpoch();
  }

  /** Which batches make up a step. */
  StepBatches stepBatches() {
    return stepBatches;
  }

  /** Steps that batches may have, ascending. */
  List<Integer> steps() {
    return steps;
  }

  BatchSource batches() {
    return batches;
  }
}
