/**
 * Why a network does not learn: what is looked at, in which order, and what is said.
 *
 * <p>May use {@code check}, {@code data}, {@code doctor.finding}, {@code graph}, {@code
 * internal.doctor.data}, {@code internal.doctor.probe}, {@code internal.doctor.run}, {@code model},
 * {@code recipe} and {@code train}.
 */
package dev.unroll.doctor;
