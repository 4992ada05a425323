/**
 * What the doctor says: findings, their causes and what to change.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.doctor.finding;
