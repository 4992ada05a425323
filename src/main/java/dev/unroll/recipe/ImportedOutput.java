package dev.unroll.recipe;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.Network.Meaning;
import dev.unroll.data.Target;
import dev.unroll.graph.Weights;
import dev.unroll.load.OutputMeaning;
import dev.unroll.model.Endpoints;
import java.util.Optional;

/**
 * What the outputs of an imported model mean: what somebody told; else what the file says; else
 * what the data have; else logits where a file of weights has several, as a loss takes them, and
 * numbers otherwise.
 *
 * @param count outputs that our model has
 * @param perStep whether at every step
 * @param classes whether they are classes, numbers otherwise
 * @param ofOne whether the file has one output, the logit of the second of two classes
 */
record ImportedOutput(int count, boolean perStep, boolean classes, boolean ofOne) {

  /**
   * Finds out.
   *
   * @param file that messages name
   * @param given by the file
   * @param told empty where nobody told
   * @param data what they have to be predicted; empty without data
   * @throws dev.unroll.check.InputException where these contradict each other
   */
  static ImportedOutput of(
      String file, Network.Output given, Optional<OutputMeaning> told, Optional<Target> data) {
    boolean said = given.meaning() == Meaning.PROBABILITIES || given.meaning() == Meaning.SIGMOID;
    told.ifPresent(meaning -> requireCanBe(file, given, meaning));
    boolean classes =
        said
            || told.map(meaning -> meaning != OutputMeaning.NUMBERS)
                .orElse(data.map(Target::isClasses).orElse(habit(given)));
    data.ifPresent(target -> requireKind(file, classes, target, said));
    boolean ofOne = !said && told.isPresent() && classes && given.count() == 1;
    boolean twoClasses = data.map(t -> t.isClasses() && t.names().size() == 2).orElse(false);
    that(
        said || told.isPresent() || given.count() != 1 || !twoClasses,
        "%s: the model gives one number, but the data have two classes, %s; where it tells the second"
            + " of them, say by the %s whether it is its logit (logits) or what a sigmoid makes of it"
            + " (sigmoid)",
        file,
        data.map(Target::names).orElse(null),
        Choice.OUTPUT_MEANING);
    return new ImportedOutput(ofOne ? 2 : given.count(), given.perStep(), classes, ofOne);
  }

  /** Losses of PyTorch and TensorFlow 1 take logits, so that their output layers end without. */
  private static boolean habit(Network.Output given) {
    return given.meaning() == Meaning.UNTOLD && given.count() > 1;
  }

  /** Checks what was told of a file that does not tell its outputs. */
  static void requireKind(String file, OutputMeaning told, Optional<Target> data) {
    data.ifPresent(target -> requireKind(file, told != OutputMeaning.NUMBERS, target, false));
  }

  private static void requireKind(String file, boolean classes, Target target, boolean said) {
    that(
        classes == target.isClasses(),
        "%s: the model gives %s, but the data have %s; choose other %s%s",
        file,
        kind(classes),
        kind(target.isClasses()),
        Choice.DATA,
        said ? "" : ", or another " + Choice.OUTPUT_MEANING);
  }

  private static String kind(boolean classes) {
    return classes ? "classes" : "numbers";
  }

  private static void requireCanBe(String file, Network.Output given, OutputMeaning told) {
    boolean one = given.count() == 1;
    boolean fits =
        switch (given.meaning()) {
          case PROBABILITIES -> told == OutputMeaning.PROBABILITIES;
          case SIGMOID -> told == OutputMeaning.SIGMOID;
          case NUMBERS -> told == OutputMeaning.NUMBERS || told == OutputMeaning.LOGITS;
          case UNTOLD -> one ? told != OutputMeaning.PROBABILITIES : told != OutputMeaning.SIGMOID;
        };
    that(
        fits,
        "%s: %s, which cannot be %s; expected %s as the %s",
        file,
        switch (given.meaning()) {
          case PROBABILITIES -> "the model ends in a softmax";
          case SIGMOID -> "the model ends in one sigmoid";
          case NUMBERS -> "the model ends in neither softmax nor one sigmoid";
          case UNTOLD ->
              one ? "the output layer gives one number" : "the output layer gives several";
        },
        told.label(),
        switch (given.meaning()) {
          case PROBABILITIES -> "probabilities";
          case SIGMOID -> "sigmoid";
          case NUMBERS -> "numbers or logits";
          case UNTOLD -> one ? "numbers, logits or sigmoid" : "numbers, logits or probabilities";
        },
        Choice.OUTPUT_MEANING);
  }

  /**
   * Weights of our model from those of one with one output. Its optimizer begins anew, since two
   * logits are no longer what it has followed.
   */
  static Weights twoClasses(Weights one) {
    Weights.Builder two = new Weights.Builder();
    for (String name : one.names()) {
      boolean output = Endpoints.OUTPUT_KERNEL.equals(name) || Endpoints.OUTPUT_BIAS.equals(name);
      boolean ofOutput =
          name.startsWith(Endpoints.OUTPUT_KERNEL + "/")
              || name.startsWith(Endpoints.OUTPUT_BIAS + "/");
      if (ofOutput) {
        continue;
      }
      long[] shape = one.shape(name).clone();
      float[] values = one.values(name);
      if (output) {
        float[] wide = new float[2 * values.length];
        for (int i = 0; i < values.length; i++) {
          wide[2 * i + 1] = values[i];
        }
        values = wide;
        shape[shape.length - 1] = 2;
      }
      two.put(name, shape, values);
    }
    return two.build();
  }
}
