/**
 * What the doctor sees in a run.
 *
 * <p>May use {@code doctor.finding}, {@code internal.doctor.data} and {@code recipe}.
 */
package dev.unroll.internal.doctor.run;
