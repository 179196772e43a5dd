package io.plumbline.ops.cli;

import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.worker.WorkerListener;
import io.plumbline.extractor.worker.WorkerOptions;
import io.plumbline.extractor.worker.WorkerThread;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline worker}. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes part in reading the checkpoints of whatever is being watched, until Ctrl-C. Any number "
          + "of workers share the work: start one for each device.",
      "Joins the stack that runs on the same data, or the cluster that --bootstrap and --registry "
          + "name. Checkpoints and base have to lie here where they lie for 'plumbline watch'."
    })
final class WorkerCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 500;

  @ParentCommand private Plumbline plumbline;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda:N",
      defaultValue = "auto",
      description = "Where the model runs. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Batches that run at a time. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = {
        "Name of this worker. One that starts under the name of another, or of one that was "
            + "killed, takes its place at once. Default: a new one."
      })
  private String name = UUID.randomUUID().toString();

  @Mixin private StackOption options;

  @Override
  public Integer call() throws Exception {
    Session session = Session.beside(plumbline, "worker", options);
    Catalogue.ensure(session.endpoints(), TopicNames.live(), Topics.ALL);
    KafkaConnection connection =
        new KafkaConnection(
            session.endpoints().brokers(), session.endpoints().registry(), TopicNames.live());
    WorkerThread worker =
        plumbline
            .shutdown()
            .add(
                new WorkerThread(
                    connection,
                    new WorkerOptions(device, threads, name),
                    new Shown(plumbline.terminal())));
    worker.start();
    plumbline.terminal().status("waiting for checkpoints");
    while (worker.failure().isEmpty()) {
      Thread.sleep(LOOK_MILLIS);
    }
    throw worker.failure().get();
  }

  private record Shown(Terminal terminal) implements WorkerListener {
    @Override
    public void shardPublished(ExtractionTask task, int records) {
      terminal.meanwhile(
          "%s, step %d: shard %d of %d (%d records)"
              .formatted(
                  task.getRun(), task.getStep(), task.getShard() + 1, task.getShards(), records));
    }

    @Override
    public void shardFailed(ExtractionTask task, String reason) {
      terminal.line(TaskLines.failed(task, reason));
    }

    @Override
    public void batchHalved(ExtractionTask task, int texts) {
      terminal.line(TaskLines.halved(task, texts));
    }

    @Override
    public void trouble(String reason) {
      terminal.meanwhile(reason + " (trying again)");
    }

    @Override
    public void gpuRefused(String why) {
      terminal.line(TaskLines.gpuRefused(why));
    }
  }
}
