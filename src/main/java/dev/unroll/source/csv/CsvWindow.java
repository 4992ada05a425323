package dev.unroll.source.csv;

import dev.unroll.data.Split;
import dev.unroll.internal.table.FileLine;
import java.util.Optional;

/**
 * A window of a CSV file's sequence, before the file is read to its end.
 *
 * @param group counted from 0 as they first occur
 * @param split where it is known already
 * @param first line of the sequence
 */
record CsvWindow(int group, Optional<Split> split, FileLine first) {}
