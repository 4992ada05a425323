package dev.unroll.cli;

import dev.unroll.check.Choice;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How a command's user makes the choices that a message speaks of. */
final class ChoiceOptions {

  private ChoiceOptions() {}

  /**
   * {@code " (--data, --set)"} of those that the command takes; nothing where it takes none.
   *
   * @param takes whether the command takes an option
   */
  static String text(Collection<Choice> choices, Predicate<String> takes) {
    String all =
        choices.stream()
            .map(choice -> of(choice, takes))
            .flatMap(Optional::stream)
            .distinct()
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : " (" + all + ")";
  }

  private static Optional<String> of(Choice choice, Predicate<String> takes) {
    return switch (choice) {
      case DOWNLOAD -> Optional.of("unroll fetch har");
      case INSPECTION -> Optional.of("unroll inspect MODEL");
      case IMPORT -> Optional.of("unroll import FILE --to DIR");
      default -> names(choice).stream().filter(takes).findFirst();
    };
  }

  private static List<String> names(Choice choice) {
    return switch (choice) {
      case OUTPUT_FOLDER -> List.of("--out", "--to");
      case SETTING -> List.of("--set");
      case DATA -> List.of("--data");
      case RECIPE -> List.of("--recipe");
      case EPOCHS -> List.of("--epochs");
      case STEPS -> List.of("--steps");
      case FOLDS -> List.of("--folds");
      case RESUME -> List.of("--resume");
      case SIGNATURE -> List.of("--signature");
      case INPUT_TENSOR -> List.of("--input-tensor");
      case OUTPUT_TENSOR -> List.of("--output-tensor");
      case OUTPUT_MEANING -> List.of("--outputs");
      case FEED -> List.of("--feed");
      case MEASURED -> List.of("--keep-sentinels");
      case FEATURES -> List.of("--features");
      case NAME -> List.of("--name");
      case TRUST -> List.of("--trust");
      case HTTP_PORT -> List.of("--rest-port");
      case GRPC_PORT -> List.of("--grpc-port");
      case DOWNLOAD, INSPECTION, IMPORT -> List.of();
    };
  }
}
