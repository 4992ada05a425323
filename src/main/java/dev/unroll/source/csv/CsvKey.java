package dev.unroll.source.csv;

/**
 * What rows of the same sequence have in common.
 *
 * @param group empty where there are no groups
 * @param sequence empty where each group is one sequence
 */
record CsvKey(String group, String sequence) {

  /**
   * As predictions call it.
   *
   * @param unique whether the sequences of all groups have names of their own
   */
  String name(boolean unique) {
    if (group.isEmpty() || (unique && !sequence.isEmpty())) {
      return sequence.isEmpty() ? "0" : sequence;
    }
    return sequence.isEmpty() ? group : group + "/" + sequence;
  }

  /** As messages call the sequence. */
  @Override
  public String toString() {
    if (sequence.isEmpty()) {
      return group.isEmpty() ? "the sequence" : "group '" + group + "'";
    }
    return "sequence '" + sequence + "'" + (group.isEmpty() ? "" : " of group '" + group + "'");
  }
}
