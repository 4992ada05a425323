package dev.unroll.internal.doctor.data;

import com.google.common.primitives.Doubles;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.internal.doctor.data.Baselines.Method;
import dev.unroll.internal.doctor.data.Baselines.Score;
import dev.unroll.model.RegressionLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fits simple methods and scores them. */
final class BaselineTable {

  /** Examples that methods are fitted on. */
  private static final int MOST_FITTED = 1200;

  private static final int MOST_PREDICTED = 2000;
  private static final int FOLDS = 3;
  private static final int MOST_FEATURES = 24;

  /** Classes beyond which nothing but their shares is compared: no simple method is quick then. */
  private static final int MOST_CLASSES = 50;

  /** So that one sure mistake is not infinitely bad. */
  private static final double LEAST_PROBABILITY = 1e-3;

  private final Target target;
  private final RegressionLoss loss;
  private final boolean balanced;
  private final List<String> names;
  private final Folded folded;
  private final int[] predicted;
  private final int[] groups;
  private final List<Score> scores = new ArrayList<>();

  private BaselineTable(Patient patient, Folded folded) {
    this.target = patient.target();
    this.loss = patient.recipe().model().regression().loss();
    this.balanced = patient.balanced();
    this.names = patient.dataset().schema().featureNames();
    this.folded = folded;
    this.predicted = folded.predicted();
    this.groups = folded.groups(predicted);
  }

  static Baselines of(Patient patient, Split split) {
    Target target = patient.target();
    boolean perStep = target.perStep();
    List<Example> fitted = Example.of(patient.sample(Split.TRAIN), perStep, MOST_FITTED);
    Folded folded =
        split == Split.TRAIN
            ? Folded.byGroup(target, fitted, FOLDS, patient.seed())
            : Folded.held(
                target, fitted, Example.of(patient.sample(split), perStep, MOST_PREDICTED));
    BaselineTable table = new BaselineTable(patient, folded);
    if (target.isClasses()) {
      table.scoreClasses();
    } else {
      table.scoreNumbers();
    }
    List<Integer> sequences = new ArrayList<>();
    for (int place : table.predicted) {
      sequences.add(folded.examples().get(place).index());
    }
    return new Baselines(split, target.metric(), sequences, table.scores);
  }

  private void scoreClasses() {
    ClassMethods methods = new ClassMethods(folded, balanced);
    addClasses(Method.CONSTANT, "the most frequent class", methods.shares());
    if (target.names().size() > MOST_CLASSES || folded.fitted(0).length < 2) {
      return;
    }
    double[][] answers = folded.answers();
    int[] features = TellingFeatures.of(folded.examples(), answers, MOST_FEATURES);
    float[][] summaries = Summaries.of(folded.examples(), features);
    addClasses(
        Method.LINEAR_ON_SUMMARIES,
        "logistic regression on summaries",
        methods.logistic(summaries));
    addClasses(
        Method.LINEAR_ON_STEPS,
        "ridge regression on the newest steps",
        methods.probabilities(ridgeOnSteps(features, answers)));
    addClasses(Method.TREES, "boosted trees on summaries", methods.trees(summaries));
  }

  private void scoreNumbers() {
    double[][] answers = folded.answers();
    int[] features = TellingFeatures.of(folded.examples(), answers, MOST_FEATURES);
    NumberMethods methods = new NumberMethods(folded, answers, features, loss);
    addNumbers(
        Method.CONSTANT,
        loss == RegressionLoss.MSE ? "the mean" : "the median",
        methods.constant(),
        answers);
    Optional<NumberMethods.Past> last = methods.lastValue();
    if (last.isPresent()) {
      int feature = last.get().feature();
      addNumbers(
          Method.LAST_VALUE,
          "the last value of " + names.get(feature),
          methods.of(last.get()),
          answers);
      methods
          .seasonal(feature)
          .ifPresent(
              past ->
                  addNumbers(
                      Method.SEASONAL,
                      past.lags().size() == 1
                          ? "the value " + past.lags().get(0) + " steps back"
                          : "the value some steps back",
                      methods.of(past),
                      answers));
      addNumbers(Method.DRIFT, "the last value and its drift", methods.drift(feature), answers);
    }
    if (folded.fitted(0).length < 2) {
      return;
    }
    double[][] changes = methods.changes();
    float[][] summaries = Summaries.of(folded.examples(), features);
    addNumbers(
        Method.LINEAR_ON_SUMMARIES,
        "ridge regression on summaries",
        methods.fromChanges(ridge(summaries, changes)),
        answers);
    addNumbers(
        Method.LINEAR_ON_STEPS,
        "ridge regression on the newest steps",
        methods.fromChanges(ridgeOnSteps(features, changes)),
        answers);
  }

  private double[][] ridgeOnSteps(int[] features, double[][] answers) {
    int steps = folded.examples().stream().mapToInt(Example::steps).max().orElse(1);
    return ridge(new NewestSteps(steps, features).of(folded.examples()), answers);
  }

  /** By the penalty that fits best; a choice of three costs nothing in honesty. */
  private double[][] ridge(float[][] rows, double[][] answers) {
    FoldedRidge ridge = new FoldedRidge(rows, answers, folded.folds());
    double least = Double.POSITIVE_INFINITY;
    double[][] best = null;
    for (double l2 : new double[] {0.01, 0.1, 1}) {
      double[][] predictions = ridge.predict(new int[] {rows[0].length}, l2)[0];
      double square = ridge.meanSquare(predictions);
      if (best == null || square < least) {
        least = square;
        best = predictions;
      }
    }
    return best;
  }

  private void addClasses(Method method, String name, double[][] probabilities) {
    double[] right = new double[predicted.length];
    double[] losses = new double[predicted.length];
    for (int i = 0; i < predicted.length; i++) {
      double[] row = probabilities[predicted[i]];
      int label = folded.examples().get(predicted[i]).label();
      right[i] = Statistics.largest(row) == label ? 1 : 0;
      losses[i] = -Math.log(Math.max(LEAST_PROBABILITY, row[label]));
    }
    add(method, name, right, losses);
  }

  private void addNumbers(Method method, String name, double[][] numbers, double[][] answers) {
    double[] errors = new double[predicted.length];
    double[] losses = new double[predicted.length];
    for (int i = 0; i < predicted.length; i++) {
      double[] row = numbers[predicted[i]];
      double[] truth = answers[predicted[i]];
      for (int k = 0; k < row.length; k++) {
        double error = Math.abs(row[k] - truth[k]);
        errors[i] += error / row.length;
        losses[i] += (loss == RegressionLoss.MSE ? error * error : error) / row.length;
      }
    }
    add(method, name, errors, losses);
  }

  private void add(Method method, String name, double[] each, double[] losses) {
    scores.add(
        new Score(
            method,
            name,
            Statistics.mean(each),
            GroupError.of(each, groups),
            Statistics.mean(losses),
            GroupError.of(losses, groups),
            Doubles.asList(each)));
  }
}
