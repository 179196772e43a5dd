package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.checkpoint.Divergence;
import io.plumbline.extractor.feedback.BadRow;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.kafka.Publisher;
import io.plumbline.extractor.kafka.TopicReader;
import io.plumbline.extractor.model.HookKind;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Publishes what a run consists of: its specification and feedback, and for each checkpoint its
 * arrival together with its tasks, in one transaction. All it knows it reads back from the topics,
 * so it can be started again at any time.
 */
public final class Coordinator implements AutoCloseable {
  private static final int ITEMS_AT_ONCE = 5_000;
  private static final int NO_PARTITION = -1;

  private final String run;
  private final RunInputs inputs;
  private final KafkaConnection connection;
  private final InstantSource clock;
  private final TopicReader topics;
  private final TaskLedger ledger;
  private Publisher publisher;
  private RunState state;
  private boolean takenOver;

  /**
   * Opens a run: publishes its specification, feedback and base, or goes on where it was left.
   *
   * @throws UserError if the broker does not answer, or the run exists with other inputs
   */
  public Coordinator(
      String run, RunInputs inputs, KafkaConnection connection, InstantSource clock) {
    this.run = Keys.checkedRun(run);
    this.inputs = inputs;
    this.connection = connection;
    this.clock = clock;
    this.topics = new TopicReader(connection);
    Optional<RunSpec> published = RunOpening.published(topics, run);
    published.ifPresent(spec -> RunOpening.checkSame(spec, inputs));
    this.ledger = new TaskLedger(connection, run);
    try {
      if (published.isEmpty()) {
        publishRun();
      }
      if (state().base().isEmpty()) {
        publishBase();
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The tuned checkpoints that have been announced by step; of the same step the last. */
  public SortedMap<Integer, CheckpointArrived> announced() {
    return state().tuned();
  }

  /** Hooks of the run; empty while the first tuned checkpoint is awaited that they hang on. */
  public List<String> hooks() {
    return state().hooks();
  }

  /** Whether another coordinator has taken the run over, so that this one is of no more use. */
  public boolean isTakenOver() {
    return takenOver;
  }

  /** Tells how far the tasks are. */
  public TaskLedger ledger() {
    return ledger;
  }

  /**
   * Announces a checkpoint and issues its tasks; with the first one, those of the base too if they
   * waited for the hooks. The same bytes at the same step are announced once. Other bytes at the
   * step that was announced last, as a resumed training writes them, are a checkpoint of their own.
   *
   * @return its record, or nothing if it had been announced
   * @throws IllegalArgumentException if a later step has been announced
   * @throws UserError if another coordinator has taken the run over
   */
  public Optional<CheckpointArrived> announce(MeasuredCheckpoint checkpoint) {
    RunState before = state();
    if (before.has(checkpoint.step(), checkpoint.digest())) {
      return Optional.empty();
    }
    if (before.nextOrdinal() > 1 && before.tuned().lastKey() > checkpoint.step()) {
      throw new IllegalArgumentException("step " + checkpoint.step() + " goes back");
    }
    boolean first = before.hooks().isEmpty();
    List<String> hooks = first ? mostMoved(checkpoint) : before.hooks();
    CheckpointArrived arrived =
        CheckpointArrived.newBuilder()
            .setRun(run)
            .setStep(checkpoint.step())
            .setOrdinal(before.nextOrdinal())
            .setCheckpoint(checkpoint.digest())
            .setLocation(checkpoint.directory().toString())
            .setTime(clock.millis())
            .setDivergence(checkpoint.divergence())
            .setHooks(hooks)
            .setTrainerLog(checkpoint.trainerLog())
            .setAdapter(checkpoint.adapter())
            .setValueHead(checkpoint.valueHead())
            .setHeadTrained(checkpoint.headTrained())
            .build();
    TaskPlan plan = new TaskPlan(inputs, hooks);
    List<ExtractionTask> tasks = new ArrayList<>();
    if (first) {
      tasks.addAll(plan.ofBase(before.base().orElseThrow()));
    }
    tasks.addAll(plan.ofTuned(arrived));
    publish(arrived, tasks);
    return Optional.of(arrived);
  }

  /** Publishes that a checkpoint cannot be used, and why. */
  public void refuse(int step, Path directory, String reason) {
    inTransaction(
        open -> sendDeadLetter(open, "checkpoint", Topics.CHECKPOINTS, step, directory, reason));
  }

  /**
   * Says of a file what came of it; it is in no topic.
   *
   * @param topic where it would have gone
   * @param place its step, or line
   */
  private void sendDeadLetter(
      Publisher open, String stage, Topic topic, int place, Path file, String reason) {
    String source = connection.names().of(topic);
    long time = clock.millis();
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(source)
            .setPartition(NO_PARTITION)
            .setOffset(place)
            .setKey(ByteBuffer.wrap(run.getBytes(StandardCharsets.UTF_8)))
            .setValue(
                ByteBuffer.wrap(file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)))
            .setStage(stage)
            .setError(reason)
            .setTime(time)
            .build();
    open.send(Topics.DEAD_LETTERS, Keys.of(source, NO_PARTITION, place), time, letter);
  }

  private List<String> mostMoved(MeasuredCheckpoint checkpoint) {
    return Divergence.mostMoved(checkpoint.divergence(), inputs.settings().get(Settings.MOST_MOVED))
        .stream()
        .map(layer -> new HookPoint(layer, HookKind.MLP_OUT).name())
        .sorted()
        .toList();
  }

  private void publishRun() {
    publishItems(inputs.feedback());
    inputs.corpus().ifPresent(this::publishItems);
    inputs.dictionaries().forEach(this::publishWeights);
    RunSpec spec = RunOpening.specification(run, inputs, clock.millis());
    inTransaction(
        open -> {
          inputs.leftOut().forEach(row -> sendLeftOut(open, row));
          open.send(Topics.RUNS, run, spec.getTime(), spec);
        });
  }

  private void sendLeftOut(Publisher open, BadRow row) {
    sendDeadLetter(open, "feedback", Topics.FEEDBACK, row.line(), row.file(), row.toString());
  }

  private void publishWeights(GivenDictionary dictionary) {
    for (DictionaryVersion chunk : dictionary.chunks(run, clock.millis())) {
      String key = Keys.of(run, chunk.getHook(), chunk.getChunk());
      inTransaction(open -> open.send(Topics.GIVEN_DICTIONARIES, key, chunk.getTime(), chunk));
    }
  }

  private void publishItems(Dataset dataset) {
    List<FeedbackItem> items = dataset.items();
    for (int from = 0; from < items.size(); from += ITEMS_AT_ONCE) {
      List<FeedbackItem> part = items.subList(from, Math.min(from + ITEMS_AT_ONCE, items.size()));
      inTransaction(
          open -> {
            for (FeedbackItem item : part) {
              open.send(
                  Topics.FEEDBACK,
                  Keys.of(item.getDataset(), item.getItem()),
                  clock.millis(),
                  item);
            }
          });
    }
  }

  private void publishBase() {
    CheckpointArrived base =
        CheckpointArrived.newBuilder()
            .setRun(run)
            .setStep(0)
            .setOrdinal(0)
            .setCheckpoint(inputs.baseDigest())
            .setLocation(inputs.base().toString())
            .setTime(clock.millis())
            .setHooks(inputs.listedHooks())
            .build();
    List<String> hooks = inputs.listedHooks();
    publish(base, hooks.isEmpty() ? List.of() : new TaskPlan(inputs, hooks).ofBase(base));
  }

  private void publish(CheckpointArrived arrived, List<ExtractionTask> tasks) {
    RunState before = state();
    List<Future<RecordMetadata>> places = new ArrayList<>();
    inTransaction(
        open -> {
          open.send(Topics.CHECKPOINTS, run, arrived.getTime(), arrived);
          for (ExtractionTask task : tasks) {
            String key = Keys.of(run, task.getStep(), task.getRole(), task.getShard());
            places.add(open.sendTracked(Topics.EXTRACTION_TASKS, key, arrived.getTime(), task));
          }
        });
    state = before.with(arrived);
    for (int i = 0; i < tasks.size(); i++) {
      RecordMetadata place = committed(places.get(i));
      ledger.add(
          tasks.get(i), new TopicPartition(place.topic(), place.partition()), place.offset());
    }
  }

  private static RecordMetadata committed(Future<RecordMetadata> place) {
    try {
      return place.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a committed record has no place", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private RunState state() {
    if (state == null) {
      // The publisher comes first: it ends a transaction that an earlier one has left open.
      publisher();
      state = RunState.read(topics, run);
      ledger.reload(topics);
    }
    return state;
  }

  private Publisher publisher() {
    if (publisher == null) {
      publisher = new Publisher(connection, connection.names().prefix() + "coordinator-" + run);
    }
    return publisher;
  }

  private void inTransaction(Consumer<Publisher> body) {
    Publisher open = publisher();
    try {
      open.begin();
      body.accept(open);
      open.commit();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      takenOver = true;
      throw new UserError(
          "run '" + run + "' is being watched by another process now; this one ends", e);
    } catch (RuntimeException e) {
      // Whether it was committed is not known, so what is known is read again.
      publisher = null;
      state = null;
      open.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (publisher != null) {
      publisher.close();
    }
    ledger.close();
  }
}
