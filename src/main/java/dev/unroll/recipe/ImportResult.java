package dev.unroll.recipe;

import dev.unroll.model.ModelSpec;
import java.util.Optional;

/**
 * What an import made.
 *
 * @param facts about the file
 * @param recipe of the model
 * @param spec the model
 * @param scores on the data, where there were some
 */
public record ImportResult(
    ImportFacts facts, Recipe recipe, ModelSpec spec, Optional<RunResult> scores) {}
