/**
 * Changes of training sequences that leave what they are as it is: turned, scaled, noisy, warped,
 * masked. No TensorFlow here.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.augment;
