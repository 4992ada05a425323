/**
 * Clips of video as sequences of images: folders of pictures, or videos, and the times of their
 * frames. No TensorFlow here.
 *
 * <p>May use {@code check}, {@code data} and {@code internal.files}.
 */
package dev.unroll.source.frames;
