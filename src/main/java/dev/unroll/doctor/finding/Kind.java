package dev.unroll.doctor.finding;

import java.util.Map;
import java.util.Set;

/** What can be wrong, and what is looked at. */
public enum Kind {
  UNUSABLE_NUMBERS(1, Stage.DATA, "numbers that mean no amount"),
  INPUT_SCALE(2, Stage.DATA, "inputs of very different size"),
  TARGET(3, Stage.DATA, "what is to be predicted"),
  LABEL_MIX(4, Stage.TRUST, "classes differ between the parts"),
  INPUT_SHIFT(5, Stage.TRUST, "inputs differ between the parts"),
  SAME_WINDOWS(6, Stage.TRUST, "the same steps in training and test"),
  GROUP_LEAK(7, Stage.TRUST, "one group in training and test"),
  TIME_LEAK(8, Stage.TRUST, "test between training in time"),
  TARGET_LEAK(9, Stage.TRUST, "an input holds the answer"),
  FUTURE_USED(10, Stage.TRUST, "the future is used"),
  CONTRADICTIONS(11, Stage.DATA, "same input, different answer"),
  AXES(12, Stage.DATA, "time and features exchanged"),
  PADDING(13, Stage.SIGHT, "the readout sees padding"),
  BASELINES(14, Stage.OPTIMISATION, "simple methods do as well or better"),
  LOSS_AT_START(15, Stage.OPTIMISATION, "the loss at the start"),
  INPUTS_UNUSED(16, Stage.SIGHT, "the inputs are not used"),
  ONE_BATCH(17, Stage.SIGHT, "one batch cannot be learnt by heart"),
  LEARNING_RATE(18, Stage.OPTIMISATION, "the learning rate"),
  UPDATE_RATIO(19, Stage.OPTIMISATION, "the size of the steps"),
  REACH(20, Stage.SIGHT, "how far back the network learns"),
  GRADIENT_SIZE(21, Stage.OPTIMISATION, "the size of the gradients"),
  NOT_FINITE(22, Stage.OPTIMISATION, "numbers that are no longer finite"),
  FELL_OFF(23, Stage.OPTIMISATION, "what was learnt is lost again"),
  DEAD_UNITS(24, Stage.SIGHT, "units that are always 0"),
  SATURATION(25, Stage.SIGHT, "gates that are always open or shut"),
  BOTTLENECK(26, Stage.SIGHT, "too narrow a place in the network"),
  COLLAPSE(27, Stage.OPTIMISATION, "the same prediction for all"),
  PENALTY(28, Stage.REGULARISATION, "the weight of the penalty"),
  TWO_MODES(29, Stage.REGULARISATION, "training and prediction differ"),
  TOO_FEW_STEPS(30, Stage.TOO_LITTLE, "too few steps"),
  GAP(31, Stage.GENERALISATION, "training data fit better than others"),
  NO_SIGNAL(32, Stage.TOO_LITTLE, "nothing to learn in the data"),
  RARE_CLASSES(33, Stage.GENERALISATION, "classes that are never predicted"),
  CARRIED_STATE(34, Stage.SIGHT, "a state goes from one sequence to another"),
  SCORE_NOISE(35, Stage.GENERALISATION, "the score's own noise"),
  WRONG_LABELS(36, Stage.DATA, "labels that look wrong");

  private static final Map<Kind, Set<Kind>> EXPLAINED =
      Map.ofEntries(
          Map.entry(
              UNUSABLE_NUMBERS,
              Set.of(
                  INPUT_SCALE,
                  SATURATION,
                  COLLAPSE,
                  NOT_FINITE,
                  GRADIENT_SIZE,
                  INPUT_SHIFT,
                  BASELINES,
                  INPUTS_UNUSED,
                  ONE_BATCH,
                  LEARNING_RATE,
                  DEAD_UNITS)),
          Map.entry(
              INPUT_SCALE,
              Set.of(
                  LEARNING_RATE,
                  SATURATION,
                  DEAD_UNITS,
                  COLLAPSE,
                  NOT_FINITE,
                  GRADIENT_SIZE,
                  UPDATE_RATIO,
                  INPUTS_UNUSED,
                  ONE_BATCH,
                  LOSS_AT_START,
                  BASELINES,
                  FELL_OFF,
                  REACH)),
          Map.entry(
              TARGET,
              Set.of(
                  BASELINES,
                  COLLAPSE,
                  RARE_CLASSES,
                  GAP,
                  LABEL_MIX,
                  NO_SIGNAL,
                  CONTRADICTIONS,
                  LOSS_AT_START,
                  SCORE_NOISE,
                  INPUTS_UNUSED,
                  ONE_BATCH)),
          Map.entry(LABEL_MIX, Set.of(GAP, RARE_CLASSES)),
          Map.entry(INPUT_SHIFT, Set.of(GAP, BASELINES)),
          Map.entry(SAME_WINDOWS, Set.of(GAP, TIME_LEAK, GROUP_LEAK)),
          Map.entry(GROUP_LEAK, Set.of(GAP, TIME_LEAK)),
          Map.entry(CONTRADICTIONS, Set.of(NO_SIGNAL, WRONG_LABELS, ONE_BATCH, BASELINES)),
          Map.entry(AXES, Set.of(REACH, BASELINES, ONE_BATCH, WRONG_LABELS, NO_SIGNAL)),
          Map.entry(PADDING, Set.of(BASELINES, REACH, INPUTS_UNUSED, COLLAPSE)),
          Map.entry(
              BOTTLENECK,
              Set.of(
                  ONE_BATCH, DEAD_UNITS, BASELINES, COLLAPSE, INPUTS_UNUSED, RARE_CLASSES, REACH)),
          Map.entry(CARRIED_STATE, Set.of(BASELINES, ONE_BATCH, GAP)),
          Map.entry(REACH, Set.of(BASELINES, ONE_BATCH, INPUTS_UNUSED, COLLAPSE)),
          Map.entry(
              DEAD_UNITS, Set.of(ONE_BATCH, INPUTS_UNUSED, COLLAPSE, BASELINES, UPDATE_RATIO)),
          Map.entry(
              SATURATION,
              Set.of(ONE_BATCH, INPUTS_UNUSED, COLLAPSE, BASELINES, REACH, UPDATE_RATIO)),
          Map.entry(
              LEARNING_RATE,
              Set.of(
                  BASELINES,
                  UPDATE_RATIO,
                  GRADIENT_SIZE,
                  NOT_FINITE,
                  FELL_OFF,
                  DEAD_UNITS,
                  SATURATION,
                  COLLAPSE,
                  INPUTS_UNUSED,
                  ONE_BATCH,
                  TOO_FEW_STEPS,
                  RARE_CLASSES)),
          Map.entry(GRADIENT_SIZE, Set.of(NOT_FINITE, FELL_OFF, UPDATE_RATIO, BASELINES)),
          Map.entry(PENALTY, Set.of(BASELINES, COLLAPSE, INPUTS_UNUSED, RARE_CLASSES)),
          Map.entry(
              TWO_MODES,
              Set.of(
                  BASELINES,
                  COLLAPSE,
                  GAP,
                  RARE_CLASSES,
                  INPUTS_UNUSED,
                  NOT_FINITE,
                  GRADIENT_SIZE)),
          Map.entry(TOO_FEW_STEPS, Set.of(BASELINES, COLLAPSE, RARE_CLASSES, INPUTS_UNUSED)),
          Map.entry(
              NO_SIGNAL,
              Set.of(BASELINES, COLLAPSE, INPUTS_UNUSED, GAP, CONTRADICTIONS, REACH, WRONG_LABELS)),
          Map.entry(WRONG_LABELS, Set.of(GAP, CONTRADICTIONS)),
          Map.entry(ONE_BATCH, Set.of(BASELINES, COLLAPSE, INPUTS_UNUSED)),
          Map.entry(RARE_CLASSES, Set.of(COLLAPSE)),
          Map.entry(BASELINES, Set.of(COLLAPSE)),
          Map.entry(FELL_OFF, Set.of(BASELINES, COLLAPSE, RARE_CLASSES, GAP)),
          Map.entry(NOT_FINITE, Set.of(FELL_OFF, BASELINES, COLLAPSE, RARE_CLASSES, GAP)));

  private final int number;
  private final Stage stage;
  private final String title;

  Kind(int number, Stage stage, String title) {
    this.number = number;
    this.stage = stage;
    this.title = title;
  }

  /** Its number in the documentation, from 1. */
  public int number() {
    return number;
  }

  /** What it belongs to. */
  public Stage stage() {
    return stage;
  }

  /** What it is, in a few words. */
  public String title() {
    return title;
  }

  /** Whether {@code other} is what this leads to, so that it is seen where this is. */
  public boolean explains(Kind other) {
    Set<Kind> explained = EXPLAINED.getOrDefault(this, Set.of());
    // Where all predictions are the same, some classes are never predicted.
    return explained.contains(other)
        || (other == RARE_CLASSES && this != RARE_CLASSES && explained.contains(COLLAPSE));
  }
}
