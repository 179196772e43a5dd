package io.plumbline.ops.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another class's {@code main} and ends the process when standard input ends. A child started
 * with a pipe as its standard input thus dies with its parent, even one that was killed with -9:
 * the kernel closes the pipe.
 *
 * <p>Arguments: the class to run, then its own arguments.
 */
public final class GuardedMain {
  private static final long ORDERLY_EXIT_MILLIS = 4_000;

  private GuardedMain() {}

  /** Returns when the guarded main returns; the process then ends when its own threads do. */
  public static void main(String[] args) throws Throwable {
    Thread guard = new Thread(GuardedMain::exitAtEndOfInput, "parent-guard");
    guard.setDaemon(true);
    guard.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void exitAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent writes nothing; only the end of the pipe matters.
      }
    } catch (IOException e) {
      // A broken pipe is an ended one.
    }
    Thread deadline = new Thread(GuardedMain::haltAfterGrace, "exit-deadline");
    deadline.setDaemon(true);
    deadline.start();
    System.exit(0);
  }

  private static void haltAfterGrace() {
    try {
      Thread.sleep(ORDERLY_EXIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
