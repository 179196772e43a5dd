package io.plumbline.ops.stack;

import java.nio.file.Path;

/** Runs a stack in a process of its own, to be killed. Prints the registry's process id. */
final class StackHost {
  private StackHost() {}

  public static void main(String[] args) throws Exception {
    LocalStack stack =
        LocalStack.start(
            StackOptions.of(Path.of(args[0]), Path.of(args[1]), "up"),
            Progress.silent(),
            failure -> {});
    System.out.println(stack.registryPid());
    Thread.sleep(Long.MAX_VALUE);
  }
}
