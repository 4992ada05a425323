package dev.unroll.cli;

import com.google.common.io.Resources;
import dev.unroll.check.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: {@code unroll COMMAND}. */
@Command(
    name = "unroll",
    description = "Sequence models for the JVM on TensorFlow Java.",
    versionProvider = UnrollCommand.Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      SummaryCommand.class,
      RecipesCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      InspectCommand.class,
      DataCommand.class,
      ReportCommand.class,
      DoctorCommand.class,
      ServeCommand.class,
      FetchCommand.class,
      BenchCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or bad input",
      "130:ended by Ctrl-C; a training has saved its results"
    })
final class UnrollCommand implements Runnable {

  /** Exit code of a command that did what it was asked to. */
  static final int DONE = 0;

  /** Exit code where the user has something to mend. */
  static final int BAD_INPUT = 2;

  private static final int FAILED = 1;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces and TensorFlow's own log.")
  private boolean debug;

  @CommandLine.Spec private CommandSpec spec;

  /** Runs the program and ends the process with its exit code. */
  static void start(String[] args) {
    Integer copyOfStandardError = Integer.getInteger("unroll.stderr");
    if (copyOfStandardError != null && !Arrays.asList(args).contains("--debug")) {
      NativeLog.silence(copyOfStandardError);
    }
    System.exit(run(args, Terminal.ofProcess(), new Interrupts()));
  }

  /** Runs the program and returns its exit code. */
  static int run(String[] args, Terminal terminal, Interrupts interrupts) {
    UnrollCommand program = new UnrollCommand();
    CommandLine commandLine =
        new CommandLine(program, new CommandFactory(terminal, interrupts))
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
            .setUsageHelpAutoWidth(false)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((e, words) -> wrongUsage(e, terminal))
            .setExecutionExceptionHandler(
                (failure, command, parsed) ->
                    program.explain(failure, command.getCommandSpec(), terminal));
    int code;
    try {
      code = commandLine.execute(args);
    } catch (OutOfMemoryError | LinkageError e) {
      code = program.explain(e, commandLine.getCommandSpec(), terminal);
    }
    Optional<String> outputFailure = terminal.outputFailure();
    if (outputFailure.isPresent()) {
      terminal.err().println("unroll: standard output: " + outputFailure.get());
      code = BAD_INPUT;
    }
    interrupts.finished(code);
    return code;
  }

  private static int wrongUsage(ParameterException e, Terminal terminal) {
    CommandLine command = e.getCommandLine();
    boolean unknownCommand =
        e instanceof UnmatchedArgumentException && command.getCommandName().equals("unroll");
    terminal
        .err()
        .println(
            "unroll: "
                + (unknownCommand
                    ? "unknown command "
                        + String.join(" ", ((UnmatchedArgumentException) e).getUnmatched())
                    : e.getMessage()));
    if (e instanceof UnmatchedArgumentException unmatched) {
      unmatched
          .getSuggestions()
          .forEach(word -> terminal.err().println("Did you mean '" + word + "'?"));
    }
    terminal.err().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return BAD_INPUT;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private int explain(Throwable failure, CommandSpec command, Terminal terminal) {
    if (debug) {
      failure.printStackTrace(terminal.err());
    }
    String problem = problem(failure, command);
    if (problem != null) {
      terminal.err().println("unroll: " + problem);
      return BAD_INPUT;
    }
    terminal.err().println("unroll: failed: " + failure);
    if (!debug) {
      terminal.err().println("Run it again with --debug for the stack trace.");
    }
    return FAILED;
  }

  /** What the user can mend, in words; null where it is no user's mistake. */
  private static String problem(Throwable failure, CommandSpec command) {
    if (failure instanceof InputException input) {
      return input.getMessage()
          + ChoiceOptions.text(input.choices(), name -> command.findOption(name) != null);
    }
    if (failure instanceof TFResourceExhaustedException || failure instanceof OutOfMemoryError) {
      return "there is not enough memory; choose fewer units or a smaller training.batchSize";
    }
    if (failure instanceof InvalidPathException) {
      String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
      return "not a valid path: "
          + failure.getMessage()
          + (encoding.equals("UTF-8")
              ? ""
              : "; names are taken for " + encoding + " here: set LC_ALL=C.UTF-8 for others");
    }
    if (failure instanceof FileSystemException file) {
      String reason =
          file instanceof NoSuchFileException
              ? "no such file or folder"
              : file instanceof AccessDeniedException
                  ? "permission denied"
                  : file instanceof FileAlreadyExistsException
                      ? "exists already"
                      : String.valueOf(file.getReason());
      return file.getFile() + ": " + reason;
    }
    if (failure instanceof IOException) {
      return "reading or writing failed: " + failure.getMessage();
    }
    return null;
  }

  /** The version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      return new String[] {"unroll " + text()};
    }

    static String text() throws IOException {
      return Resources.toString(
              Resources.getResource(Version.class, "version.txt"), StandardCharsets.UTF_8)
          .strip();
    }
  }
}
