/**
 * What the doctor sees before anything is trained.
 *
 * <p>May use {@code data}, {@code doctor.finding}, {@code graph}, {@code layer}, {@code model} and
 * {@code recipe}.
 */
package dev.unroll.internal.doctor.data;
