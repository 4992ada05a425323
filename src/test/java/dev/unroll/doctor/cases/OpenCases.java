package dev.unroll.doctor.cases;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Faults that people asked about in public, each with a network without it. */
final class OpenCases {

  /** By their numbers. */
  static final List<Case> ALL =
      Stream.of(
              NarrowCases.ALL,
              StepsCases.ALL,
              RateCases.ALL,
              ScaleCases.ALL,
              RegularisationCases.ALL,
              SightCases.ALL,
              LabelCases.ALL,
              LeakCases.ALL,
              ForecastCases.ALL)
          .flatMap(List::stream)
          .sorted(Comparator.comparingInt(c -> Integer.parseInt(c.id().substring(1))))
          .toList();

  private OpenCases() {}
}
