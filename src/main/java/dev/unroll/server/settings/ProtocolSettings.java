package dev.unroll.server.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How protocols are spoken, where that can be chosen.
 *
 * @param grpcSocket file of a UNIX domain socket at which gRPC is spoken, too; one that is there is
 *     taken over
 * @param packed whether outputs of {@code PredictionService} are strings of bytes ({@code
 *     tensor_content}), which is shorter, but not read by every client
 * @param methodNames whether a signature must have the method name of what is asked: {@code
 *     tensorflow/serving/classify}, ...
 */
public record ProtocolSettings(Optional<Path> grpcSocket, boolean packed, boolean methodNames) {

  /** As most clients expect. */
  public static ProtocolSettings standard() {
    return new ProtocolSettings(Optional.empty(), false, false);
  }

  /** These, and at a UNIX domain socket. */
  public ProtocolSettings withGrpcSocket(Path file) {
    return new ProtocolSettings(Optional.of(file), packed, methodNames);
  }
}
