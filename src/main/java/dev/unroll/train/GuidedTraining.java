package dev.unroll.train;

import static dev.unroll.check.Check.that;

import com.google.common.collect.Iterables;
import com.google.common.primitives.ImmutableIntArray;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Weights;
import dev.unroll.model.Batch;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A training that somebody else guides, step by step: at a rate of their own, from the beginning
 * again, on other sequences. One graph serves all of that. One thread at a time.
 */
public final class GuidedTraining implements AutoCloseable {

  private final ModelSpec model;
  private final TrainingSpec training;
  private final List<Integer> bounds;
  private final TrainingSession session;
  private Optional<BatchFeed> feed = Optional.empty();
  private Sequences drawn;
  private long number;

  /**
   * What a step shows.
   *
   * @param loss mean over the batch, with the penalty, before the step
   * @param score mean of the task's metric over the batch before the step
   * @param gradientNorm of all gradients together before clipping, where a probe watches them
   * @param report of the probe, where it looked
   * @param notFinite why the step was not taken, where a number was not finite; loss and score are
   *     none then
   */
  public record Step(
      double loss,
      double score,
      OptionalDouble gradientNorm,
      Optional<ProbeReport> report,
      Optional<NotFinite> notFinite) {}

  /**
   * Builds the graph.
   *
   * @param sequences of the training: weights of classes and lengths of batches are theirs
   * @param seed of the initial weights and of what is dropped out
   * @param probe what can be looked at; its own times do not count
   * @throws dev.unroll.check.InputException where they do not fit together
   */
  public GuidedTraining(
      ModelSpec model,
      TrainingSpec training,
      Sequences sequences,
      long seed,
      Compute compute,
      Optional<Probe> probe) {
    that(
        training.accumulate() == 1,
        "guided training: a step is a batch, but training.accumulate is %d; set it to 1 and"
            + " training.batchSize to as many times more",
        training.accumulate());
    this.model = model;
    this.training = training;
    this.drawn = sequences;
    LossOptions options =
        new LossOptions(
            training.labelSmoothing(),
            training.classWeights().of(model.task().target(), sequences));
    bounds = new TrainingPlan(model, sequences, training, seed).steps();
    session = new TrainingSession(model, training, options, bounds, seed, compute, probe);
  }

  /**
   * Goes back to the initial weights.
   *
   * @param sequences to draw batches from, of the lengths that it was made for
   * @param seed of the batches
   */
  public void begin(Sequences sequences, long seed) {
    feed.ifPresent(BatchFeed::close);
    session.restart();
    drawn = sequences;
    number = 0;
    TrainingPlan plan = new TrainingPlan(model, sequences, training, seed);
    feed = Optional.of(new BatchFeed(plan.batches(), 0, Long.MAX_VALUE));
  }

  /**
   * One step on the next batch.
   *
   * @param look whether the probe looks
   */
  public Step step(double rate, boolean look) {
    TrainingBatch batch = feed.orElseThrow().next();
    long now = number++;
    try {
      if (look) {
        TrainingSession.Probed probed = session.probedStep(batch, now, now, rate);
        ProbeReport report = probed.report();
        return told(probed.gathered().measured(), report.gradientNorm(), Optional.of(report));
      }
      TrainingSession.Shown shown = session.show(batch, now, rate, true);
      return told(shown.measured(), shown.gradientNorm(), Optional.empty());
    } catch (NotFiniteStep e) {
      NotFinite.Spot spot = session.firstNotFinite(batch, now);
      TrainingBatch.Origin origin = batch.origin();
      List<String> names = origin.sequences().stream().mapToObj(drawn::name).toList();
      return new Step(
          Double.NaN,
          Double.NaN,
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.of(
              new NotFinite(
                  now,
                  origin.epoch(),
                  origin.number(),
                  names,
                  spot.place(),
                  spot.name(),
                  spot.value(),
                  rate)));
    }
  }

  /**
   * What sequences show as they are: neither augmented nor mixed; with dropout and with the batch's
   * own statistics, where the model has such. No step is taken. Where training goes by windows, the
   * first of each sequence is shown.
   *
   * @param rows sequences to show, all at once, one or more
   */
  public Step show(Sequences sequences, int... rows) {
    List<TrainingBatch.Lane> lanes = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      lanes.add(new TrainingBatch.Lane(i % training.batchSize(), true));
    }
    int longest = IntStream.of(rows).map(sequences::length).max().orElseThrow();
    int steps =
        bounds.stream()
            .filter(bound -> bound >= longest)
            .findFirst()
            .orElse(Iterables.getLast(bounds));
    try (Batch batch = Batch.toTrain(rows.length, model.input().withSteps(steps), model.task())) {
      for (int i = 0; i < rows.length; i++) {
        batch.window(i, sequences, rows[i], 0, Math.min(steps, sequences.length(rows[i])));
      }
      TrainingBatch fed =
          new TrainingBatch(
              batch,
              Optional.empty(),
              lanes,
              new TrainingBatch.Origin(1, 1, ImmutableIntArray.copyOf(rows)));
      TrainingSession.Shown shown = session.show(fed, number, 0, false);
      return told(shown.measured(), OptionalDouble.empty(), Optional.empty());
    }
  }

  private static Step told(
      TrainingSession.Measured measured, OptionalDouble norm, Optional<ProbeReport> report) {
    return new Step(measured.loss(), measured.score(), norm, report, Optional.empty());
  }

  /** The values of all variables, the optimizer's too. */
  public Weights weights() {
    return session.weights();
  }

  /** Gives variables the value of their name, where there is one. */
  public void assign(Weights weights) {
    session.assign(weights, weights.names());
  }

  @Override
  public void close() {
    feed.ifPresent(BatchFeed::close);
    session.close();
  }
}
