package io.plumbline.ops.e2e;

import io.plumbline.ops.process.JavaChild;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.KafkaConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/** A {@code plumbline} command in a process of its own, to be killed with -9. */
final class Victim implements AutoCloseable {
  private static final List<String> JVM =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true");

  private final JavaChild child;

  private Victim(JavaChild child) {
    this.child = child;
  }

  /** Starts a command beside a stack. */
  static Victim start(Path directory, Endpoints endpoints, String command, List<String> options)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command,
                "--bootstrap",
                endpoints.brokers().addresses(),
                "--kafka-config",
                KafkaConfigFile.write(endpoints.brokers(), directory).toString(),
                "--registry",
                endpoints.registry(),
                "--data",
                directory.resolve(command).toString()));
    arguments.addAll(options);
    return new Victim(
        JavaChild.start(
            JVM,
            JavaChild.ownClasspath(),
            "io.plumbline.ops.cli.Plumbline",
            arguments,
            directory.resolve(command + ".out")));
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** Kills it with -9. */
  void kill() throws InterruptedException {
    ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
    child.waitFor();
  }

  /**
   * Kills it with -9 while it is in a transaction that holds something already: holds it still,
   * looks, and lets it go on if the transaction was over by then.
   */
  void killInTransaction(Admin admin, String transactionalId)
      throws IOException, InterruptedException, ExecutionException {
    while (true) {
      if (!isAlive()) {
        throw new AssertionError("the process ended by itself");
      }
      if (openTransaction(admin, transactionalId).isPresent()) {
        signal("-STOP");
        if (openTransaction(admin, transactionalId).isPresent()) {
          kill();
          return;
        }
        signal("-CONT");
      }
    }
  }

  /** A transaction of that id that holds something already. */
  static Optional<TransactionDescription> openTransaction(Admin admin, String transactionalId)
      throws InterruptedException, ExecutionException {
    try {
      TransactionDescription transaction =
          admin.describeTransactions(List.of(transactionalId)).description(transactionalId).get();
      return Optional.of(transaction)
          .filter(found -> found.state() == TransactionState.ONGOING)
          .filter(found -> !found.topicPartitions().isEmpty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", name, Long.toString(child.pid())).start().waitFor();
  }

  @Override
  public void close() {
    child.close();
  }
}
