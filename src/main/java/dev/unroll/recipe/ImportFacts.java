package dev.unroll.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;

/**
 * Where an imported model is from: what {@code import.json} says.
 *
 * @param file that it was imported from, without its folder
 * @param format of the file
 * @param layers found in it
 * @param assumed what the file does not say and was taken for granted
 * @param step optimizer steps done
 * @param sampleDifference largest difference to a sample's outputs, relative to the largest of
 *     them; left out where no sample was given
 * @param unroll version
 */
@JsonInclude(Include.NON_NULL)
public record ImportFacts(
    String file,
    String format,
    List<String> layers,
    List<String> assumed,
    long step,
    Double sampleDifference,
    String unroll) {

  /** Its name in a run folder. */
  static final String FILE = "import.json";

  public ImportFacts {
    layers = List.copyOf(layers);
    assumed = List.copyOf(assumed);
  }
}
