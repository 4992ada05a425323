/**
 * What holds for every layer, cell, optimizer and source of data, as tests to extend: those of
 * others are held to the same as Unroll's own. Published as the jar with the classifier {@code
 * tests}.
 */
package dev.unroll.contract;
