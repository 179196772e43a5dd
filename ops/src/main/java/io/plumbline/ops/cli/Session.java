package io.plumbline.ops.cli;

import io.plumbline.ops.pipeline.Analysis;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.process.Shutdown;
import io.plumbline.ops.stack.DataDirectory;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.LocalStack;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.stack.StackHolder;
import io.plumbline.ops.stack.StackLock;
import io.plumbline.ops.stack.StackOptions;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.feed.RunFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a command works with: a broker and a registry, given, or found running on the data
 * directory, or started for this command; and the directory itself.
 */
final class Session {
  private static final Duration STARTING = Duration.ofSeconds(90);
  private static final long POLL_MILLIS = 200;

  private final DataDirectory data;
  private final Endpoints endpoints;
  private final Optional<StackLock> lock;
  private final Optional<StackHolder> runningStack;

  private Session(
      DataDirectory data,
      Endpoints endpoints,
      Optional<StackLock> lock,
      Optional<StackHolder> runningStack) {
    this.data = data;
    this.endpoints = endpoints;
    this.lock = lock;
    this.runningStack = runningStack;
  }

  /**
   * A session that has the data directory to itself: with a stack of its own, or beside a given
   * cluster.
   *
   * @throws UserError if somebody else has the directory
   */
  static Session exclusive(Plumbline plumbline, String command, StackOption options)
      throws Exception {
    DataDirectory data = open(command, options.directory());
    Shutdown shutdown = plumbline.shutdown();
    if (options.given().isPresent()) {
      Endpoints endpoints = options.given().get();
      StackLock lock = shutdown.add(StackLock.take(data, command));
      lock.publish(StackHolder.BROKER, endpoints.brokers().addresses());
      if (options.kafkaConfig().isPresent()) {
        lock.publish(StackHolder.KAFKA_CONFIG, options.kafkaConfig().get().toString());
      }
      // Without a password: who joins then gives the address itself.
      lock.publish(StackHolder.REGISTRY, new SchemaRegistry(endpoints.registry()).url());
      return new Session(data, endpoints, Optional.of(lock), Optional.empty());
    }
    LocalStack stack = start(plumbline, command, options);
    return new Session(data, stack.endpoints(), Optional.of(stack.lock()), Optional.empty());
  }

  /** A session beside whatever runs already; with a stack of its own if nothing does. */
  static Session joining(Plumbline plumbline, String command, StackOption options)
      throws Exception {
    return options.given().isEmpty() && running(options.directory()).isEmpty()
        ? exclusive(plumbline, command, options)
        : beside(plumbline, command, options);
  }

  /**
   * A session beside a stack that runs already.
   *
   * @throws UserError if none does
   */
  static Session beside(Plumbline plumbline, String command, StackOption options) throws Exception {
    if (options.given().isPresent()) {
      DataDirectory data = open(command, options.directory());
      return new Session(data, options.given().get(), Optional.empty(), Optional.empty());
    }
    Optional<StackHolder> running = running(options.directory());
    if (running.isEmpty()) {
      throw new UserError(
          "nothing runs on %s; start 'plumbline watch' or 'plumbline up' first, or give --bootstrap and --registry"
              .formatted(options.directory()));
    }
    DataDirectory data = open(command, options.directory());
    Map<String, String> addresses = running.get().addresses();
    Endpoints endpoints = new Endpoints(brokers(addresses), addresses.get(StackHolder.REGISTRY));
    plumbline
        .terminal()
        .line(
            "  @|faint using the stack that runs on %s (process %d)|@"
                .formatted(data.root(), running.get().pid()));
    return new Session(data, endpoints, Optional.empty(), running);
  }

  private static Brokers brokers(Map<String, String> published) {
    String addresses = published.get(StackHolder.BROKER);
    String config = published.get(StackHolder.KAFKA_CONFIG);
    return config == null ? Brokers.at(addresses) : Brokers.at(addresses, Path.of(config));
  }

  private static DataDirectory open(String command, Path directory) {
    DataDirectory data = DataDirectory.open(directory);
    LogSetup.open(data.logs(), command);
    return data;
  }

  private static LocalStack start(Plumbline plumbline, String command, StackOption options)
      throws Exception {
    Terminal terminal = plumbline.terminal();
    StackOptions stackOptions =
        new StackOptions(
            Plumbline.home(),
            options.directory(),
            command,
            options.kafkaPort(),
            options.registryPort());
    return plumbline
        .shutdown()
        .add(
            LocalStack.start(
                stackOptions,
                terminal.progress(),
                failure -> brokerFailed(plumbline, options.directory())));
  }

  private static void brokerFailed(Plumbline plumbline, Path data) {
    if (plumbline.shutdown().underway()) {
      return;
    }
    plumbline
        .terminal()
        .error(
            "the Kafka broker gave up, most likely because it can no longer write to %s; see that there is space, and %s"
                .formatted(data, LogSetup.current().map(Path::toString).orElse("the log")));
    // The broker calls this on a thread that its shutdown waits for.
    new Thread(() -> System.exit(Errors.FAILURE), "exit").start();
  }

  /** Who runs a stack on a directory; waits while it is still starting. */
  private static Optional<StackHolder> running(Path directory)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTING.toNanos();
    Optional<StackHolder> holder = StackLock.holder(directory);
    while (holder.isPresent()
        && !holder.get().addresses().containsKey(StackHolder.REGISTRY)
        && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
      holder = StackLock.holder(directory);
    }
    return holder;
  }

  DataDirectory data() {
    return data;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  /** Whether this command has to run the analysis itself, because the data directory is its own. */
  boolean ownsAnalysis() {
    return lock.isPresent();
  }

  /** Starts the analysis, which ends with the command. */
  Analysis startAnalysis(Plumbline plumbline, Duration checkpointInterval) throws Exception {
    Progress progress = plumbline.terminal().progress();
    return plumbline.shutdown().add(Analysis.start(endpoints, data, checkpointInterval, progress));
  }

  /**
   * Reads what the topics say of the runs, which some other process writes; ends with the command.
   */
  RunFeed follow(Plumbline plumbline) {
    Catalogue.ensure(endpoints, TopicNames.live(), Topics.ALL);
    return plumbline
        .shutdown()
        .add(RunFeed.start(endpoints.brokers(), endpoints.registry(), TopicNames.live()));
  }

  /** Address that another command's stack, or this one's, goes by a name. */
  Optional<String> address(String name) {
    return runningStack.map(holder -> holder.addresses().get(name));
  }

  /** Lets other commands find an address of ours. */
  void publish(String name, String address) throws IOException {
    if (lock.isPresent()) {
      lock.get().publish(name, address);
    }
  }
}
