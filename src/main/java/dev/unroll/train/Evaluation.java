package dev.unroll.train;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.model.Predictor;
import java.util.EnumMap;
import java.util.Map;

/** Scores of a predictor on labelled sequences. */
public final class Evaluation {

  private Evaluation() {}

  /** Scores on {@code part}, which must have sequences. */
  public static ClassificationReport of(Predictor predictor, Sequences part) {
    return ClassificationReport.of(
        predictor.classNames(), part.labels(), predictor.predict(part).classIndices());
  }

  /** Scores on every part of {@code dataset} that has sequences. */
  static Map<Split, ClassificationReport> ofParts(Predictor predictor, Dataset dataset) {
    Map<Split, ClassificationReport> reports = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      Sequences part = dataset.split(split);
      if (!part.isEmpty()) {
        reports.put(split, of(predictor, part));
      }
    }
    return reports;
  }
}
