package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** True targets that are learnt no better than shuffled ones, by the network or anything else. */
final class NoSignal implements ProbeCheck {

  private static final int TIMES = 3;

  /** Standard errors by which true targets must be better. */
  private static final double ERRORS = 2;

  /** A training that goes on for longer, lest a late start be taken for none. */
  private static final int LONG = 1500;

  private static final double SHARE_OF_TIME = 0.3;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.NO_SIGNAL);
  }

  @Override
  public Examined of(Lab lab) {
    if (!lab.asItIs().finite()
        || lab.learns()
        || !lab.byHeart().passed()
        || lab.simpleMethodsLearn()
        || !lab.affords(TIMES * lab.steps())
        || lab.learnt(longer(lab))) {
      return Examined.WELL;
    }
    List<Double> shuffled = new ArrayList<>();
    for (int time = 0; time < TIMES; time++) {
      Sequences train = shuffled(lab, lab.patient().seed() + time);
      shuffled.add(
          lab.outcome(lab.train(new Plan(lab.recipe(), train, lab.patient().seed(), lab.steps())))
              .loss());
    }
    double mean = Figures.mean(shuffled);
    double squares = 0;
    for (double loss : shuffled) {
      squares += (loss - mean) * (loss - mean);
    }
    double error = Math.sqrt(squares / (TIMES - 1) / TIMES);
    Outcome own = lab.outcome(lab.asItIs());
    if (own.loss() < mean - ERRORS * Math.max(error, 0.01 * mean)) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.NO_SIGNAL,
            Level.SUSPECT,
            "the loss on held-out sequences is "
                + Figures.of(own.loss())
                + " with the true targets, "
                + Figures.of(mean)
                + " ± "
                + Figures.of(error)
                + " with shuffled ones and "
                + Figures.of(lab.base().loss())
                + " of a constant; no simple method is better, and a few sequences can be learnt by"
                + " heart",
            "these sequences do not tell what is asked of them",
            Mend.byHand("other features, a longer window, a nearer horizon, or another question")));
  }

  /** Without what keeps it from learning, by the best rate. */
  private static Course longer(Lab lab) {
    int steps =
        (int)
            Math.max(lab.steps(), Math.min(LONG, SHARE_OF_TIME * lab.left() / lab.secondsAStep()));
    double rate = lab.range().falls().orElse(lab.recipe().training().learningRate());
    return lab.train(lab.plan(lab.plain(), steps).at(step -> rate));
  }

  /** Training sequences with the targets of others; with classes by step, with those of others. */
  private static Sequences shuffled(Lab lab, long seed) {
    Sequences sample = lab.patient().sample(Split.TRAIN);
    Target target = lab.patient().target();
    List<Integer> others = new ArrayList<>(IntStream.range(0, sample.size()).boxed().toList());
    Random random = new Random(seed);
    Collections.shuffle(others, random);
    SequencesBuilder builder = new SequencesBuilder(sample.features());
    try {
      for (int i = 0; i < sample.size(); i++) {
        builder.add(sample.values(i), sample.group(i));
        int other = others.get(i);
        switch (target.kind()) {
          case ONE_CLASS -> builder.label(sample.label(other));
          case CLASS_PER_STEP -> {
            int from = random.nextInt(sample.length(i));
            int[] labels = new int[sample.length(i)];
            for (int step = 0; step < labels.length; step++) {
              labels[step] = sample.stepLabel(i, (from + step) % labels.length);
            }
            builder.stepLabels(labels);
          }
          case NUMBERS, NUMBERS_PER_STEP -> {
            float[] numbers = new float[target.names().size()];
            for (int k = 0; k < numbers.length; k++) {
              numbers[k] = sample.number(other, k);
            }
            builder.numbers(numbers);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return builder.build();
  }
}
