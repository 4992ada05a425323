/**
 * Recipes: YAML files to records and back, and the run of a recipe into a run folder.
 *
 * <p>May use {@code check}, {@code convert}, {@code convert.network}, {@code data}, {@code
 * evaluate}, {@code export}, {@code graph}, {@code internal.files}, {@code internal.json}, {@code
 * layer}, {@code load}, {@code model}, {@code report}, {@code settings}, {@code source}, {@code
 * source.ais} and {@code train}.
 */
package dev.unroll.recipe;
