package io.plumbline.schemas.topic;

import io.plumbline.schemas.UserError;
import java.util.regex.Pattern;

/** Keys of records: their parts joined by slashes. */
public final class Keys {
  private static final Pattern RUN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private Keys() {}

  public static String of(String first, Object... more) {
    StringBuilder key = new StringBuilder(first);
    for (Object part : more) {
      key.append('/').append(part);
    }
    return key.toString();
  }

  /** First part of a key: the run, for all topics keyed by one. */
  public static String first(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? key : key.substring(0, slash);
  }

  /**
   * Checks the name of a run, since it becomes part of keys, topic names and file names.
   *
   * @throws UserError if it is not made of letters, digits, dots, underscores and hyphens
   */
  public static String checkedRun(String run) {
    if (!RUN_NAME.matcher(run).matches()) {
      throw new UserError(
          "run name '"
              + run
              + "' is not usable; take up to 100 letters, digits, '.', '_' and '-', starting with a"
              + " letter or digit");
    }
    return run;
  }
}
