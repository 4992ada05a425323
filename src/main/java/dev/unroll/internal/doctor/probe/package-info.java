/**
 * What the doctor sees in short trainings.
 *
 * <p>May use {@code check}, {@code data}, {@code doctor.finding}, {@code evaluate}, {@code graph},
 * {@code internal.doctor.data}, {@code layer}, {@code model}, {@code recipe} and {@code train}.
 */
package dev.unroll.internal.doctor.probe;
