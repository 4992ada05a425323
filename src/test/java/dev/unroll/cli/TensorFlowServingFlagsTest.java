package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorFlowServingFlagsTest {

  private static ServeOptions options(String... flags) throws IOException {
    ServeOptions options = new ServeOptions();
    List<String> words = new java.util.ArrayList<>(List.of("--model_base_path=/m"));
    words.addAll(List.of(flags));
    TensorFlowServingFlags given = new TensorFlowServingFlags(words, Map.of());
    assertEquals(1, given.apply(options).size());
    assertEquals(List.of(), given.warnings());
    return options;
  }

  private static List<String> warnings(String... flags) throws IOException {
    List<String> words = new java.util.ArrayList<>(List.of("--model_base_path=/m"));
    words.addAll(List.of(flags));
    TensorFlowServingFlags given = new TensorFlowServingFlags(words, Map.of());
    assertEquals(1, given.apply(new ServeOptions()).size());
    return given.warnings();
  }

  @Test
  void protocolsAreSpokenAsFlagsSay() throws IOException {
    ServeOptions plain = options();
    assertFalse(plain.protocols.packed() || plain.protocols.methodNames());
    ServeOptions told =
        options(
            "--enable_serialization_as_tensor_content",
            "--enable_signature_method_name_check=true",
            "--grpc_socket_path=/run/a.sock");
    assertTrue(told.protocols.packed());
    assertTrue(told.protocols.methodNames());
    assertEquals(Path.of("/run/a.sock"), told.grpcSocket);
  }

  /** Threads between operations are runs side by side here, since a run has one thread. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, , 1",
    "3, 0, 0, 3, 3",
    "0, 4, 0, 4, 1",
    "0, 0, 2, , 2",
    "5, 6, 7, 6, 7",
    "5, 0, 7, 5, 7",
  })
  void threadsAreAsFlagsSay(int session, int inter, int intra, Integer sideBySide, int inside)
      throws IOException {
    ServeOptions options =
        options(
            "--tensorflow_session_parallelism=" + session,
            "--tensorflow_inter_op_parallelism=" + inter,
            "--tensorflow_intra_op_parallelism=" + intra);
    assertEquals(Optional.ofNullable(sideBySide), Optional.ofNullable(options.threads));
    assertEquals(inside, options.threadsInside);
  }

  @Test
  void refusesThreadsThatAreNone() {
    InputException e =
        assertThrows(
            InputException.class, () -> options("--tensorflow_session_parallelism=100000"));
    assertTrue(e.getMessage().contains("expected a number of threads"), e.getMessage());
  }

  @Test
  void saysWhatHasNoEffectAndWhy() throws IOException {
    assertEquals(
        List.of(
            "--max_num_load_retries has no effect: a version that could not be loaded is tried"
                + " again once its files change"),
        warnings("--max_num_load_retries=5"));
    assertEquals(List.of("--no_such_flag is not known, and ignored"), warnings("--no_such_flag"));
    assertEquals(List.of(), warnings("--enable_batching", "--enable_grpc_healthcheck_service"));
    assertEquals(
        4,
        warnings(
                "--grpc_max_threads=4",
                "--rest_api_num_threads=4",
                "--num_load_threads=2",
                "--platform_config_file=x")
            .size());
  }
}
