package dev.unroll.check;

/**
 * What somebody chooses when using Unroll and may have to choose otherwise to mend a mistake.
 *
 * <p>A message names it in words, as an argument of {@link Check#failure}; the exception keeps it,
 * so that a program can say how its own users choose it: the command line adds its option, a form
 * might mark its field.
 */
public enum Choice {
  DATA("data"),
  RECIPE("recipe"),
  /** A value of a recipe by its key, such as {@code training.epochs=30}. */
  SETTING("setting"),
  EPOCHS("number of epochs"),
  STEPS("number of steps"),
  FOLDS("number of folds"),
  OUTPUT_FOLDER("output folder"),
  /** Going on with a run that has begun. */
  RESUME("resuming"),
  SIGNATURE("signature"),
  INPUT_TENSOR("input tensor"),
  OUTPUT_TENSOR("output tensor"),
  /** What the numbers mean that a model of others gives. */
  OUTPUT_MEANING("meaning of its outputs"),
  /** A value for an input of a model beside its sequences. */
  FEED("value to feed"),
  /** That numbers such as -999 were measured. */
  MEASURED("numbers taken as measured"),
  /** Features of the data, and their order. */
  FEATURES("features"),
  /** Of weights, into a model of Unroll's. */
  IMPORT("importing"),
  /** Which variable of a file is which of a model. */
  NAME("name of a variable"),
  /** That a model may reach beyond numbers, since one knows where it is from. */
  TRUST("trust"),
  /** That a server listens at for HTTP. */
  HTTP_PORT("port for HTTP"),
  /** That a server listens at for gRPC. */
  GRPC_PORT("port for gRPC"),
  /** Of a public dataset. */
  DOWNLOAD("download"),
  /** Of a model, without running it. */
  INSPECTION("inspection");

  private final String words;

  Choice(String words) {
    this.words = words;
  }

  /** The words that messages use. */
  @Override
  public String toString() {
    return words;
  }
}
