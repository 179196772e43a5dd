package io.plumbline.ops.cli;

import io.plumbline.ops.process.Shutdown;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.UserError;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what is thrown into one line and an exit code. Stack traces go to the log. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** Something failed, or a replay differs. */
  static final int FAILURE = 1;

  /** The user can mend it: bad option, bad input, nobody at an address. */
  static final int BAD_INPUT = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private final Terminal terminal;
  private final Shutdown shutdown;

  Errors(Terminal terminal, Shutdown shutdown) {
    this.terminal = terminal;
    this.shutdown = shutdown;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    terminal.error(
        "%s; %ssee %s --help"
            .formatted(
                firstLine(e.getMessage()),
                suggestion(e),
                e.getCommandLine().getCommandSpec().qualifiedName()));
    return BAD_INPUT;
  }

  private static String suggestion(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return "did you mean " + String.join(" or ", unmatched.getSuggestions()) + "? ";
    }
    return "";
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    if (shutdown.underway()) {
      LOG.debug("interrupted", e);
      return FAILURE;
    }
    LOG.error("{} failed", line.getCommandSpec().qualifiedName(), e);
    Optional<UserError> mendable = userError(e);
    if (mendable.isPresent()) {
      terminal.error(firstLine(mendable.get().getMessage()));
      return BAD_INPUT;
    }
    String where = LogSetup.current().map(Path::toString).map(log -> "; see " + log).orElse("");
    terminal.error(describe(e) + where);
    return FAILURE;
  }

  /** The error in a chain of causes that is written for the user. */
  private static Optional<UserError> userError(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof UserError found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** What went wrong, by the innermost cause that says anything. */
  static String describe(Throwable error) {
    String text = error.getClass().getSimpleName();
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        text = firstLine(t.getMessage());
      }
    }
    return text;
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("").strip();
  }
}
