package dev.unroll.inspect;

/**
 * How large a model may be to be looked into.
 *
 * @param bytes of a file
 * @param nodes of a graph, those of its functions included
 * @param functions of a graph
 * @param unfoldedNodes of a graph whose calls are replaced by what they call
 * @param emptyBytes that the constants of a graph may declare beyond what the file holds of them
 */
record Limits(long bytes, int nodes, int functions, long unfoldedNodes, long emptyBytes) {

  /** Well above what models of sequences need. */
  static final Limits DEFAULT = new Limits(1L << 29, 2_000_000, 50_000, 20_000_000, 1L << 26);
}
