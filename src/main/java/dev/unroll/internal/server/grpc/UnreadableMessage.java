package dev.unroll.internal.server.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * What comes in place of a message that cannot be read, as far as {@link GrpcRequests}, which
 * refuses it as what it is: a client's mistake. gRPC itself would answer {@code UNKNOWN} and log
 * each with its stack.
 *
 * @param why it cannot be read
 */
record UnreadableMessage(String why) {

  /** A service whose calls get this in place of what cannot be read. */
  static ServerServiceDefinition toldBy(ServerServiceDefinition service) {
    ServiceDescriptor known = service.getServiceDescriptor();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(known.getName())
            .setSchemaDescriptor(known.getSchemaDescriptor());
    var methods = service.getMethods().stream().map(UnreadableMessage::toldBy).toList();
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder told = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(told::addMethod);
    return told.build();
  }

  private static <A, B> ServerMethodDefinition<A, B> toldBy(ServerMethodDefinition<A, B> method) {
    MethodDescriptor<A, B> known = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        known.toBuilder(new Reading<>(known.getRequestMarshaller()), known.getResponseMarshaller())
            .build(),
        method.getServerCallHandler());
  }

  /** Reads messages by another marshaller. */
  private record Reading<A>(MethodDescriptor.Marshaller<A> marshaller)
      implements MethodDescriptor.Marshaller<A> {

    @Override
    public InputStream stream(A message) {
      return marshaller.stream(message);
    }

    @Override
    @SuppressWarnings({
      "unchecked",
      "TypeParameterUnusedInFormals"
    }) // nobody but GrpcRequests sees it
    public A parse(InputStream stream) {
      try {
        return marshaller.parse(stream);
      } catch (StatusRuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return (A) new UnreadableMessage(String.valueOf(cause.getMessage()));
      }
    }
  }
}
