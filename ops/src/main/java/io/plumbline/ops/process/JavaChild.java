package io.plumbline.ops.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process of ours that ends when we do. */
public final class JavaChild implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final Process process;

  private JavaChild(Process process) {
    this.process = process;
  }

  /**
   * Starts a class in a Java process of its own.
   *
   * @param jvmOptions options of the virtual machine
   * @param classpath must hold {@link GuardedMain} besides what the class needs
   * @param mainClass the class to run
   * @param arguments its arguments
   * @param log file that its output is added to
   * @throws IOException if the process cannot be started
   */
  public static JavaChild start(
      List<String> jvmOptions, String classpath, String mainClass, List<String> arguments, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classpath);
    command.add(GuardedMain.class.getName());
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new JavaChild(builder.start());
  }

  /** Our own classpath, for children that run our classes. */
  public static String ownClasspath() {
    return System.getProperty("java.class.path");
  }

  /** Puts entries into one classpath. */
  public static String classpath(Object... entries) {
    List<String> texts = new ArrayList<>();
    for (Object entry : entries) {
      texts.add(entry.toString());
    }
    return String.join(File.pathSeparator, texts);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends, and returns its exit status. */
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Closes its standard input, which ends it in order; kills it if that takes too long. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
