package dev.unroll.data;

/**
 * One channel of a sequence.
 *
 * @param name such as {@code body_acc_x}
 * @param unit such as {@code g} or {@code rad/s}
 */
public record Signal(String name, String unit) {}
