/**
 * The command line: one class a subcommand. The only place with {@code System.out}, exit codes and
 * picocli.
 *
 * <p>May use every package.
 */
package dev.unroll.cli;
