/**
 * Recipes: YAML files to records and back, and the run of a recipe into a run folder.
 *
 * <p>May use every package but {@code cli}.
 */
package dev.unroll.recipe;
