package io.plumbline.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ops.process.JavaChild;
import io.plumbline.streamjobs.job.AttributionJob;
import io.plumbline.streamjobs.job.ProbeJob;
import io.plumbline.streamjobs.job.SaeJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A Flink session cluster as docker-compose.yml has it, with two TaskManagers: processes of their
 * own, to be killed with -9, and a {@code keep-job} for each of our jobs.
 */
public final class SessionCluster implements AutoCloseable {
  private static final Map<String, Class<?>> JOBS =
      Map.of(
          SaeJob.NAME, SaeJob.class,
          ProbeJob.NAME, ProbeJob.class,
          AttributionJob.NAME, AttributionJob.class);

  /** Those of Flink's distribution that matter; its client starts no program without them. */
  private static final List<String> OPENED =
      Stream.of("lang", "net", "io", "nio", "text", "time", "util", "util.concurrent")
          .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED")
          .toList();

  private static final int TASK_MANAGERS = 2;
  private static final long LOOK_MILLIS = 200;

  /** A keeper outlives tests that are killed, but not for long. */
  private static final String ENOUGH_SECONDS = "900";

  private final Path directory;
  private final Endpoints endpoints;
  private final int restPort = Ports.choose(Ports.FREE, "");
  private final List<Process> keepers = new ArrayList<>();
  private final List<JavaChild> taskManagers = new ArrayList<>();
  private JavaChild jobManager;

  private SessionCluster(Path directory, Endpoints endpoints) {
    this.directory = directory;
    this.endpoints = endpoints;
  }

  /** Starts all of it. */
  public static SessionCluster start(Path directory, Endpoints endpoints) throws IOException {
    SessionCluster cluster = new SessionCluster(Files.createDirectories(directory), endpoints);
    cluster.configure();
    cluster.startJobManager();
    for (int index = 0; index < TASK_MANAGERS; index++) {
      cluster.taskManagers.add(cluster.startTaskManager(index));
    }
    for (Map.Entry<String, Class<?>> job : JOBS.entrySet()) {
      cluster.keep(job.getKey(), job.getValue());
    }
    return cluster;
  }

  private void configure() throws IOException {
    Files.writeString(
        directory.resolve("config.yaml"),
        """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %d
        jobmanager.bind-host: 127.0.0.1
        jobmanager.memory.process.size: 1g
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %d
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        taskmanager.numberOfTaskSlots: 2
        taskmanager.cpu.cores: 2
        taskmanager.memory.framework.heap.size: 128m
        taskmanager.memory.framework.off-heap.size: 128m
        taskmanager.memory.jvm-metaspace.size: 256m
        taskmanager.memory.jvm-overhead.min: 192m
        taskmanager.memory.jvm-overhead.max: 192m
        taskmanager.memory.task.heap.size: 512m
        taskmanager.memory.task.off-heap.size: 512m
        taskmanager.memory.managed.size: 0
        taskmanager.memory.network.min: 128m
        taskmanager.memory.network.max: 128m
        heartbeat.interval: 1000
        heartbeat.timeout: 6000
        """
            .formatted(Ports.choose(Ports.FREE, ""), restPort));
    Path client = directory.resolve("flink");
    Files.writeString(
        client,
        """
        #!/bin/sh
        exec '%s' -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 %s -cp '%s' %s "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                String.join(" ", OPENED),
                JavaChild.ownClasspath(),
                CliFrontend.class.getName()));
    if (!client.toFile().setExecutable(true)) {
      throw new IOException(client + " cannot be made executable");
    }
  }

  private void startJobManager() throws IOException {
    jobManager = start("jobmanager", "-Xmx384m", StandaloneSessionClusterEntrypoint.class);
  }

  private JavaChild startTaskManager(int index) throws IOException {
    return start("taskmanager-" + index, "-Xmx640m", TaskManagerRunner.class);
  }

  private JavaChild start(String name, String heap, Class<?> main) throws IOException {
    List<String> options = new ArrayList<>(OPENED);
    options.addAll(List.of(heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    return JavaChild.start(
        options,
        JavaChild.ownClasspath(),
        main.getName(),
        List.of("--configDir", directory.toString()),
        log(name));
  }

  private void keep(String name, Class<?> job) throws IOException {
    ProcessBuilder keeper =
        new ProcessBuilder(
                "timeout",
                ENOUGH_SECONDS,
                Path.of("docker", "keep-job").toAbsolutePath().toString(),
                name,
                job.getName(),
                "--bootstrap",
                endpoints.brokers().addresses(),
                "--kafka-config",
                KafkaConfigFile.write(endpoints.brokers(), directory).toString(),
                "--registry",
                endpoints.registry(),
                "--name",
                name,
                "--checkpoint-interval-ms",
                "1000")
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile());
    Map<String, String> environment = keeper.environment();
    environment.merge("PATH", directory.toString(), (path, own) -> own + ":" + path);
    environment.put("FLINK_CONF_DIR", directory.toString());
    environment.put("FLINK_REST", "http://127.0.0.1:" + restPort);
    environment.put("CHECKPOINTS", directory.resolve("checkpoints").toString());
    environment.put("JOBS_JAR", job.getProtectionDomain().getCodeSource().getLocation().getPath());
    keepers.add(keeper.start());
  }

  /** Kills the JobManager with -9, and starts another, which knows nothing of the jobs. */
  public void replaceJobManager() throws IOException, InterruptedException {
    kill(jobManager);
    startJobManager();
  }

  /** Kills each TaskManager with -9, with all that runs on it, and starts another. */
  public void replaceTaskManagers() throws IOException, InterruptedException {
    for (int index = 0; index < TASK_MANAGERS; index++) {
      kill(taskManagers.get(index));
      taskManagers.set(index, startTaskManager(index));
    }
  }

  private static void kill(JavaChild child) throws InterruptedException {
    ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
    child.waitFor();
  }

  /** Waits until each job has been submitted so often, and fails if one was more often. */
  public void awaitSubmissions(int times) throws IOException, InterruptedException {
    for (String job : JOBS.keySet()) {
      while (submissions(job) < times) {
        Thread.sleep(LOOK_MILLIS);
      }
      assertThat(submissions(job)).as(job).isEqualTo(times);
    }
  }

  private long submissions(String job) throws IOException {
    try (Stream<String> lines = Files.lines(log(job))) {
      return lines.filter(line -> line.startsWith("Job has been submitted")).count();
    }
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  @Override
  public void close() {
    for (Process keeper : keepers) {
      keeper.descendants().forEach(ProcessHandle::destroy);
      keeper.destroy();
    }
    taskManagers.forEach(JavaChild::close);
    jobManager.close();
  }
}
