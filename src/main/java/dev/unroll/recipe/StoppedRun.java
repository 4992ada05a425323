package dev.unroll.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.unroll.internal.json.Json;
import dev.unroll.train.NotFinite;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Why a run has ended without a result: what {@code stopped.json} says; its keys are stable.
 *
 * @param lastGoodStep optimizer steps of the state that is kept in {@code checkpoints/}, from
 *     before the step that failed; left out where the model keeps its variables to itself
 * @param notFinite what was not finite first
 */
@JsonInclude(Include.NON_NULL)
public record StoppedRun(Long lastGoodStep, NotFinite notFinite) {

  /**
   * Reads what a run wrote.
   *
   * @throws dev.unroll.check.InputException where the file is damaged
   */
  public static StoppedRun read(Path file) throws IOException {
    return Json.read(file, StoppedRun.class);
  }
}
