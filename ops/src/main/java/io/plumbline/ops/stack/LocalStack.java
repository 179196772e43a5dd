package io.plumbline.ops.stack;

import io.plumbline.schemas.topic.Brokers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker and a schema registry on this machine, with their data in one directory that nobody else
 * uses meanwhile.
 */
public final class LocalStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);

  private final StackOptions options;
  private final DataDirectory data;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private StackLock lock;
  private EmbeddedBroker broker;
  private RegistryProcess registry;

  private LocalStack(StackOptions options, DataDirectory data) {
    this.options = options;
    this.data = data;
  }

  /**
   * Starts broker and registry and returns when both serve.
   *
   * @param onFailure told when the broker gives up later on
   * @throws io.plumbline.schemas.UserError if the directory or a port cannot be used
   */
  public static LocalStack start(
      StackOptions options, Progress progress, Consumer<String> onFailure) throws Exception {
    DataDirectory data = DataDirectory.open(options.data());
    LocalStack stack = new LocalStack(options, data);
    try {
      stack.startParts(progress, onFailure);
    } catch (Throwable e) {
      stack.close();
      throw e;
    }
    return stack;
  }

  private void startParts(Progress progress, Consumer<String> onFailure) throws Exception {
    lock = StackLock.take(data, options.command());
    parts.push(lock);
    int brokerPort = Ports.choose(options.kafkaPort(), "--kafka-port");
    int registryPort = Ports.choose(options.registryPort(), "--registry-port");

    // The registry takes longest, so it is launched first and waited for last.
    registry =
        RegistryProcess.launch(
            options.home().resolve("registry"),
            data.registry(),
            data.logs().resolve("registry.log"),
            registryPort);
    parts.push(registry);
    progress.started("Kafka broker");
    broker = EmbeddedBroker.start(data.kafka(), brokerPort, onFailure);
    parts.push(broker);
    progress.finished(broker.bootstrap());
    progress.started("schema registry");
    registry.awaitReady();
    progress.finished(registry.url());
    lock.publish(StackHolder.BROKER, broker.bootstrap());
    lock.publish(StackHolder.REGISTRY, registry.url());
  }

  /** Where things lie. */
  public DataDirectory data() {
    return data;
  }

  /** Where it listens. */
  public Endpoints endpoints() {
    return new Endpoints(Brokers.at(broker.bootstrap()), registry.url());
  }

  /** The right to the data directory. */
  public StackLock lock() {
    return lock;
  }

  /** Process id of the registry. */
  long registryPid() {
    return registry.pid();
  }

  /** Ends everything, last started first. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close in order", part.getClass().getSimpleName(), e);
      }
    }
  }
}
