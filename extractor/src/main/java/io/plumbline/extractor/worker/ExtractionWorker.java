package io.plumbline.extractor.worker;

import io.plumbline.extractor.capture.ShardRecords;
import io.plumbline.extractor.capture.UnreadableItemException;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.kafka.TopicReader;
import io.plumbline.extractor.model.DeviceFullException;
import io.plumbline.extractor.model.Devices;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.serde.RecordDeserializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes extraction tasks, computes them, and publishes what comes of them. Any number of workers
 * share the tasks.
 *
 * <p>A shard's records and the consumption of its task are one transaction, so a worker can be
 * killed at any time: either all of a shard is there and its task is done, or nothing is and
 * another worker takes the task.
 */
public final class ExtractionWorker implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExtractionWorker.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Each try reads weights until they do not fit. */
  private static final Duration PAUSE_FOR_MEMORY = Duration.ofSeconds(10);

  /** Tasks of a checkpoint are issued at once, and the next one is another model. */
  private static final Duration RELEASE_AFTER = Duration.ofSeconds(10);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final KafkaConnection connection;
  private final WorkerListener listener;
  private final TaskExtractor extractor;
  private final RecordDeserializer<ExtractionTask> tasks;
  private final TaskPublisher publisher;
  private final TaskQueue queue = new TaskQueue();

  /** Whether what is fetched next follows what has been done. */
  private boolean inPlace = true;

  private long workedAt = System.nanoTime();
  private volatile ExtractionTask current;
  private volatile boolean halvingTold;
  private volatile boolean stopped;

  /**
   * Makes a worker; {@link #run()} does the work.
   *
   * @throws UserError if the device is not there
   */
  public ExtractionWorker(
      KafkaConnection connection, WorkerOptions options, WorkerListener listener) {
    this.connection = connection;
    this.listener = listener;
    this.tasks =
        new RecordDeserializer<>(
            new SchemaRegistry(connection.registryUrl()), ExtractionTask.class);
    this.publisher = new TaskPublisher(connection, options.name());
    this.extractor =
        new TaskExtractor(
            new TopicReader(connection),
            Devices.named(options.device(), listener::gpuRefused),
            options.threads(),
            () -> stopped,
            this::tellHalving);
  }

  /** The consumer group that all workers on a broker are members of. */
  public static String group(TopicNames names) {
    return names.prefix() + "extraction-workers";
  }

  /** Works until {@link #stop()} is called or the thread is interrupted. */
  @Override
  public void run() {
    KafkaConsumer<byte[], byte[]> consumer = connection.member(group(connection.names()));
    try {
      consumer.subscribe(
          List.of(connection.names().of(Topics.EXTRACTION_TASKS)), new DropRevoked());
      while (!stopped) {
        workOnce(consumer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      publisher.close();
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }
  }

  private void workOnce(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    try {
      if (!inPlace) {
        rewind(consumer);
      }
      fetch(consumer);
      Optional<QueuedTask> next = queue.next();
      if (next.isPresent()) {
        process(next.get(), consumer);
        workedAt = System.nanoTime();
      } else if (System.nanoTime() - workedAt > RELEASE_AFTER.toNanos()) {
        extractor.release();
      }
    } catch (CancellationException e) {
      LOG.debug("stopped within a shard");
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (KafkaException | UserError e) {
      again(e, PAUSE);
    } catch (DeviceFullException e) {
      again(e, PAUSE_FOR_MEMORY);
    }
  }

  /** Leaves the shard under way to a later try. */
  private void again(RuntimeException e, Duration pause) throws InterruptedException {
    LOG.warn("the shard will be done again", e);
    listener.trouble(e.getMessage());
    publisher.reset();
    queue.clear();
    inPlace = false;
    Thread.sleep(pause.toMillis());
  }

  private void fetch(KafkaConsumer<byte[], byte[]> consumer) {
    for (ConsumerRecord<byte[], byte[]> found :
        consumer.poll(queue.isEmpty() ? POLL : Duration.ZERO)) {
      try {
        ExtractionTask task = tasks.deserialize(found.topic(), found.value());
        queue.add(new QueuedTask(found, task, task == null ? "has no value" : null));
      } catch (SerializationException e) {
        queue.add(new QueuedTask(found, null, e.getMessage()));
      }
    }
  }

  private void process(QueuedTask queued, KafkaConsumer<byte[], byte[]> consumer)
      throws InterruptedException {
    ExtractionTask task = queued.task();
    if (task == null) {
      LOG.warn("task {} cannot be read: {}", queued.source().offset(), queued.problem());
      publisher.refuse(queued.source(), queued.problem(), consumer.groupMetadata());
      return;
    }
    current = task;
    halvingTold = false;
    extractor.loadItems(task);
    ShardRecords records = null;
    String failure = null;
    try {
      records = extractor.extract(task);
    } catch (CancellationException | KafkaException | DeviceFullException e) {
      throw e;
    } catch (UserError | UnreadableItemException e) {
      failure = e.getMessage();
      LOG.warn("shard {} of step {} failed: {}", task.getShard(), task.getStep(), failure);
    } catch (RuntimeException | OutOfMemoryError e) {
      failure = String.valueOf(e);
      LOG.error("shard {} of step {} failed", task.getShard(), task.getStep(), e);
    }
    if (failure != null) {
      records = ShardRecords.failure(task, failure);
    }
    publisher.publish(
        queued.source(), task, records, Optional.ofNullable(failure), consumer.groupMetadata());
    if (failure == null) {
      listener.shardPublished(task, records.size());
    } else {
      listener.shardFailed(task, failure);
    }
  }

  /** Tells of the first halving within a shard; others of its batches will not fit either. */
  private synchronized void tellHalving(int texts) {
    ExtractionTask task = current;
    LOG.warn(
        "shard {} of step {}: out of memory with {} texts at once",
        task.getShard(),
        task.getStep(),
        texts);
    if (!halvingTold) {
      halvingTold = true;
      listener.batchHalved(task, texts);
    }
  }

  /**
   * Fetches again from what is committed. Until the broker says what that is nothing is fetched:
   * the next task's commit would pass by those that were given up.
   */
  private void rewind(KafkaConsumer<byte[], byte[]> consumer) {
    consumer
        .committed(consumer.assignment())
        .forEach(
            (partition, offset) -> {
              if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
              } else {
                consumer.seek(partition, offset);
              }
            });
    inPlace = true;
  }

  /** Ends {@link #run()} soon; a shard that is under way is left to others. */
  public void stop() {
    stopped = true;
  }

  /** Frees models and threads, once {@link #run()} has returned. */
  @Override
  public void close() {
    stop();
    extractor.close();
  }

  private final class DropRevoked implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      queue.drop(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      queue.drop(partitions);
    }
  }
}
