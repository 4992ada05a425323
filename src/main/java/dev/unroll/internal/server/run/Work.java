package dev.unroll.internal.server.run;

import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.Refusal;
import java.util.List;

/**
 * Something that waits for its turn to run. Its end is told to whoever waits for it once it has
 * given back what it holds, so that who has an answer finds nothing in use any more.
 */
public interface Work {

  /** What those have in common that run as one; itself where it runs alone. */
  Object group();

  /** Rows that it adds to what runs, 1 or more. */
  int rows();

  /** What those of a version have in common that take as long for as many bytes. */
  String kind();

  /** Bytes that it brings, on which depends how long it takes. */
  long bytes();

  /** The version of a model that it runs, which it has the right to use. */
  ModelVersion version();

  /** Until when it must be answered. */
  Deadline deadline();

  /** Whether nobody waits for it any more. */
  boolean abandoned();

  /** Runs all of one group, this the first of them. */
  void run(List<Work> together);

  /** Tells that it did not run, or failed. */
  void refuse(Refusal refusal);

  /** Gives back what it holds, and tells what its run gave; it has run, or was refused. */
  void release();
}
