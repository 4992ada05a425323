package dev.unroll.convert.keras;

import java.util.Map;

/** Why layers of Keras have no exact counterpart. */
final class KerasRefusals {

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry(
              "Masking",
              "masked steps are skipped by their values; give sequences of"
                  + " different lengths as such and leave the layer out"),
          Map.entry("Embedding", "its inputs are numbers of words, ours are measurements"),
          Map.entry("Lambda", "it holds Python code, which is not run"),
          Map.entry("RNN", "it holds a cell of its own; use LSTM, GRU or SimpleRNN"),
          Map.entry("StackedRNNCells", "use LSTM, GRU or SimpleRNN on top of each other"),
          Map.entry("ConvLSTM1D", "there is no convolutional cell"),
          Map.entry("ConvLSTM2D", "there is no convolutional cell"),
          Map.entry("CuDNNLSTM", "save the model with LSTM in its place"),
          Map.entry("CuDNNGRU", "save the model with GRU(reset_after=True) in its place"),
          Map.entry("Softmax", "softmax is for the end of a model"),
          Map.entry("PReLU", "there is no activation with weights of its own; use LeakyReLU"),
          Map.entry(
              "Sequential", "a model inside a wrapper is not opened; wrap its layers one by one"),
          Map.entry(
              "Functional", "a model inside a wrapper is not opened; wrap its layers one by one"),
          Map.entry("Concatenate", "expected it to join several values"));

  private KerasRefusals() {}

  /** The reason for a class. */
  static String reason(String type) {
    return REASONS.getOrDefault(
        type, "there is no exact counterpart of this layer; is it a custom layer?");
  }
}
