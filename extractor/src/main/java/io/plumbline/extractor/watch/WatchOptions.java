package io.plumbline.extractor.watch;

import io.plumbline.extractor.checkpoint.WatchTiming;
import io.plumbline.extractor.coordinator.GivenDictionary;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.topic.Keys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is watched, and how.
 *
 * <pre>{@code
 * WatchOptions options =
 *     WatchOptions.builder(connection, base, checkpoints)
 *         .feedback(List.of(Path.of("triples.jsonl")))
 *         .lexicon(Path.of("words.csv"))
 *         .build();
 * }</pre>
 *
 * @param connection where the topics are
 * @param base directory of the base model
 * @param checkpoints directory that the trainer writes checkpoints to
 * @param feedback files of the stated feedback
 * @param lexicon file of words with their stated feedback
 * @param rewardColumn column of a trainer's log that is the stated reward
 * @param skipBadRows whether rows of these files that cannot be used are left out
 * @param corpus files of texts for the dictionary; empty if the feedback's own texts serve
 * @param dictionaries those that are used instead of training them
 * @param run name of the run
 * @param settings everything that changes a result
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param threads forward passes at a time
 * @param withWorker whether a worker runs in this process; without one, others must
 * @param timing how patient the watch is
 */
public record WatchOptions(
    KafkaConnection connection,
    Path base,
    Path checkpoints,
    List<Path> feedback,
    Optional<Path> lexicon,
    Optional<String> rewardColumn,
    boolean skipBadRows,
    List<Path> corpus,
    List<GivenDictionary> dictionaries,
    String run,
    RunSettings settings,
    String device,
    int threads,
    boolean withWorker,
    WatchTiming timing) {

  /** Options with defaults for all that has one. */
  public static Builder builder(KafkaConnection connection, Path base, Path checkpoints) {
    return new Builder(connection, base, checkpoints);
  }

  /** Collects options. */
  public static final class Builder {
    private final KafkaConnection connection;
    private final Path base;
    private final Path checkpoints;
    private List<Path> feedback = List.of();
    private Path lexicon;
    private String rewardColumn;
    private boolean skipBadRows;
    private List<Path> corpus = List.of();
    private List<GivenDictionary> dictionaries = List.of();
    private String run;
    private RunSettings settings = RunSettings.defaults();
    private String device = "auto";
    private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private boolean withWorker = true;
    private WatchTiming timing = WatchTiming.defaults();

    private Builder(KafkaConnection connection, Path base, Path checkpoints) {
      this.connection = connection;
      this.base = base;
      this.checkpoints = checkpoints;
    }

    public Builder feedback(List<Path> files) {
      this.feedback = List.copyOf(files);
      return this;
    }

    /** May be null for none. */
    public Builder lexicon(Path file) {
      this.lexicon = file;
      return this;
    }

    /** May be null for the sum of all reward functions' columns. */
    public Builder rewardColumn(String name) {
      this.rewardColumn = name;
      return this;
    }

    /** Rows that are left out are published as dead letters. */
    public Builder skipBadRows(boolean leftOut) {
      this.skipBadRows = leftOut;
      return this;
    }

    public Builder corpus(List<Path> files) {
      this.corpus = List.copyOf(files);
      return this;
    }

    public Builder dictionaries(List<GivenDictionary> given) {
      this.dictionaries = List.copyOf(given);
      return this;
    }

    /** May be null for the name of the checkpoints' directory. */
    public Builder run(String name) {
      this.run = name;
      return this;
    }

    public Builder settings(RunSettings values) {
      this.settings = values;
      return this;
    }

    public Builder device(String name) {
      this.device = name;
      return this;
    }

    public Builder threads(int number) {
      this.threads = number;
      return this;
    }

    public Builder withWorker(boolean runsHere) {
      this.withWorker = runsHere;
      return this;
    }

    public Builder timing(WatchTiming patience) {
      this.timing = patience;
      return this;
    }

    /**
     * The options.
     *
     * @throws io.plumbline.schemas.UserError if the run's name is not usable
     */
    public WatchOptions build() {
      String name = run != null ? run : nameOf(checkpoints);
      return new WatchOptions(
          connection,
          base,
          checkpoints,
          feedback,
          Optional.ofNullable(lexicon),
          Optional.ofNullable(rewardColumn),
          skipBadRows,
          corpus,
          dictionaries,
          Keys.checkedRun(name),
          settings,
          device,
          threads,
          withWorker,
          timing);
    }

    private static String nameOf(Path directory) {
      return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    }
  }
}
