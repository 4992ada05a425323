package dev.unroll.server;

import java.util.List;
import java.util.Optional;

/**
 * A version of a model that is served.
 *
 * @param name of the model
 * @param version its number
 * @param signatures that are served
 * @param refused signatures that are not, since they write variables
 * @param stepwise whether it predicts step by step too
 * @param example body of a request to predict, of zeros, that it answers; empty where none is known
 */
public record ServedModel(
    String name,
    long version,
    List<String> signatures,
    List<String> refused,
    boolean stepwise,
    Optional<String> example) {

  public ServedModel {
    signatures = List.copyOf(signatures);
    refused = List.copyOf(refused);
  }
}
