/**
 * The command line: one class a subcommand. The only place with {@code System.out}, exit codes and
 * picocli.
 *
 * <p>May use {@code check}, {@code convert}, {@code convert.network}, {@code data}, {@code doctor},
 * {@code doctor.finding}, {@code evaluate}, {@code export}, {@code graph}, {@code inspect}, {@code
 * internal.bench}, {@code internal.files}, {@code internal.json}, {@code internal.server.settings},
 * {@code load}, {@code model}, {@code recipe}, {@code report}, {@code server}, {@code
 * server.settings}, {@code source}, {@code source.csv}, {@code source.har}, {@code source.numpy},
 * {@code source.table} and {@code train}.
 */
package dev.unroll.cli;
