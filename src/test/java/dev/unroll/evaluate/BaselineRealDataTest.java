package dev.unroll.evaluate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.SharedData;
import dev.unroll.data.Dataset;
import dev.unroll.data.GroupFolds;
import dev.unroll.data.Sequences;
import dev.unroll.source.ais.Ais;
import dev.unroll.source.ais.TrackStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BaselineRealDataTest {

  static Stream<Baseline> all() {
    return Stream.of(new LogisticRegression(), new BoostedTrees());
  }

  /** Guessing gives a third; other libraries reach .77 with such features. */
  @ParameterizedTest
  @MethodSource("all")
  void tellsShipTypesOfVesselsThatItHasNotSeen(Baseline baseline) throws IOException {
    Path file = SharedData.ais("kitimat_ais_2018-07_to_10.csv.gz");
    Dataset dataset = new Ais().read(file.toString());
    Sequences train = dataset.train();
    double[][] probabilities =
        CrossValidation.probabilities(
            baseline,
            new TrackStatistics(dataset.signals()).of(train),
            train,
            dataset.classNames().size(),
            GroupFolds.of(dataset, 5, 0));
    GroupVote vote = GroupVote.of(train, probabilities);
    ClassificationReport report =
        ClassificationReport.of(dataset.classNames(), vote.actual(), vote.predicted());
    List<Double> recalls =
        report.classes().stream().map(ClassificationReport.ClassScore::recall).toList();
    double balanced = recalls.stream().mapToDouble(recall -> recall).average().orElseThrow();
    assertTrue(balanced > 0.70, baseline + ": balanced accuracy " + balanced + " of " + recalls);
    assertTrue(report.macroF1() > 0.68, baseline + ": macro-F1 " + report.macroF1());
  }
}
