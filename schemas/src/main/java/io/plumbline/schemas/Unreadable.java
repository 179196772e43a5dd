package io.plumbline.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Says why a file or a directory cannot be read; what the file system says is often its name alone.
 */
public final class Unreadable {
  private Unreadable() {}

  /**
   * What to tell the user.
   *
   * @param place what was read
   * @param cause what came of it, or what a stream of files wrapped it in
   */
  public static UserError because(Path place, Exception cause) {
    Throwable root = cause instanceof UncheckedIOException ? cause.getCause() : cause;
    return new UserError(place + " cannot be read: " + reason(place, root), cause);
  }

  private static String reason(Path place, Throwable cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied"
          + owner(place)
          + "; run Plumbline as the user who writes it, or let others read it";
    }
    return cause instanceof NoSuchFileException ? "it is not there" : cause.getMessage();
  }

  private static String owner(Path place) {
    try {
      return ", it belongs to " + Files.getOwner(place).getName();
    } catch (IOException e) {
      return "";
    }
  }
}
