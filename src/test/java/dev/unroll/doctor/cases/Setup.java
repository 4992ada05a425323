package dev.unroll.doctor.cases;

import dev.unroll.data.Dataset;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A recipe and its data, as a person has them.
 *
 * @param recipe name of a shipped one, or the text of one
 * @param settings of the recipe that are changed
 * @param data what the recipe reads
 * @param change what befell the data after they were read
 */
record Setup(String recipe, List<String> settings, Data data, UnaryOperator<Dataset> change) {

  /** Where data come from. */
  interface Data {

    /**
     * Where they are, as recipes say it.
     *
     * @param folder for files that are made for it
     */
    String source(Path folder) throws IOException;

    /** Whether they are on this machine. */
    default boolean there() {
      return true;
    }
  }

  /** What follows the keys of a recipe's network by default, so that it begins well. */
  private static final String OUTPUT =
      ", outputKernel: {type: glorot-uniform}, outputBias: {type: zeros}";

  /**
   * A recipe of its own.
   *
   * @param name of it
   * @param reader settings of {@code data.reader}, in braces
   * @param model settings of {@code model} but for the output layer's beginning, without braces
   * @param training settings, without braces
   */
  static Setup of(String name, Data data, String reader, String model, String training) {
    String text =
        "name: %s%ndata: {reader: %s}%nmodel: {%s%s}%ntraining: {%s}%n"
            .formatted(name, reader, model, OUTPUT, training);
    return new Setup(text, List.of(), data, UnaryOperator.identity());
  }

  /** A shipped recipe. */
  static Setup shipped(String name, Data data) {
    return new Setup(name, List.of(), data, UnaryOperator.identity());
  }

  /** This with settings changed, such as {@code training.lambda=1}. */
  Setup with(String... changed) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(changed));
    return new Setup(recipe, List.copyOf(all), data, change);
  }

  /** This on other data. */
  Setup on(Data other) {
    return new Setup(recipe, settings, other, change);
  }

  /** This with data that are changed after they were read. */
  Setup changing(UnaryOperator<Dataset> next) {
    return new Setup(recipe, settings, data, all -> next.apply(change.apply(all)));
  }

  /**
   * The recipe.
   *
   * @param folder for its file and that of its data
   */
  Recipe recipe(Path folder) throws IOException {
    List<String> all = new ArrayList<>();
    all.add("data.source='" + data.source(folder) + "'");
    all.addAll(settings);
    if (Recipes.NAMES.contains(recipe)) {
      return Recipes.load(recipe, all);
    }
    Path file = folder.resolve("recipe.yaml");
    Files.writeString(file, recipe);
    return Recipes.load(file.toString(), all);
  }
}
