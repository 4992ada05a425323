/**
 * What the doctor sees before anything is trained.
 *
 * <p>May use {@code check}, {@code data}, {@code doctor.finding}, {@code evaluate}, {@code graph},
 * {@code layer}, {@code model}, {@code recipe}, {@code source.csv} and {@code train}.
 */
package dev.unroll.internal.doctor.data;
