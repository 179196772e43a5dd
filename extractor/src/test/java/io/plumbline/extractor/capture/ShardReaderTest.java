package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.Computation;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.schemas.settings.AttentionMethod;
import io.plumbline.schemas.settings.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shard whose texts share beginnings of many lengths, read by one worker and by another. */
class ShardReaderTest {
  private static final HookPoint HOOK = HookPoint.parse("blocks.1.hook_mlp_out");
  private static final HookPoint DECISION = HookPoint.parse("blocks.1.hook_resid_post");
  private static final int VOCABULARY = 48;
  private static final List<Reading> SHARD = shard(5, 40);

  @ParameterizedTest
  @CsvSource({
    "gptneox/parallel, FUSED",
    "gptneox/parallel, PLAIN",
    "models/mistral/sliding, FUSED",
    "models/mistral/sliding, PLAIN"
  })
  void bitsHangOnTheTextsOfTheShardAlone(String name, AttentionMethod attention) throws Exception {
    try (CausalModel model = load(name, attention);
        CausalModel other = load(name, attention)) {
      List<float[]> first = flat(read(model, SHARD, 1));
      assertThat(flat(read(other, SHARD, 4))).containsExactly(first.toArray(float[][]::new));
      ExecutorService beside = Executors.newSingleThreadExecutor();
      try {
        Future<List<ReadingResult>> another = beside.submit(() -> read(model, shard(6, 60), 2));
        assertThat(flat(read(model, SHARD, 2))).containsExactly(first.toArray(float[][]::new));
        assertThat(another.get()).hasSize(180);
      } finally {
        beside.shutdown();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gptneox/parallel, FUSED",
    "gptneox/parallel, PLAIN",
    "models/mistral/sliding, FUSED",
    "models/mistral/sliding, PLAIN"
  })
  void joinedTextsGiveWhatEachGivesByItself(String name, AttentionMethod attention)
      throws Exception {
    try (CausalModel model = load(name, attention)) {
      int width = model.architecture().width();
      assertThat(PrefixSharing.of(SHARD, width, (a, b) -> true))
          .extracting(List::size)
          .contains(1, 2, 3);
      List<ReadingResult> shard = read(model, SHARD, 2);
      BatchReader alone = new BatchReader(model, List.of(HOOK), List.of(DECISION), texts -> {});
      for (int i = 0; i < SHARD.size(); i++) {
        List<float[]> expected = flat(alone.read(List.of(List.of(SHARD.get(i)))));
        List<float[]> actual = flat(shard.subList(i, i + 1));
        assertThat(actual).hasSameSizeAs(expected);
        for (int v = 0; v < expected.size(); v++) {
          assertThat(actual.get(v)).containsExactly(expected.get(v), within(1e-5f));
        }
      }
    }
  }

  private static CausalModel load(String name, AttentionMethod attention) {
    try (OpenCheckpoint checkpoint = OpenCheckpoint.full(TestResources.path(name))) {
      return checkpoint
          .architecture()
          .load(checkpoint.weights(), new Computation(Device.cpu(), attention, Precision.F32));
    }
  }

  private static List<ReadingResult> read(CausalModel model, List<Reading> shard, int threads)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      return new ShardReader(pool, () -> false, texts -> {})
          .read(model, shard, List.of(HOOK), List.of(DECISION));
    } finally {
      pool.shutdown();
    }
  }

  private static List<float[]> flat(List<ReadingResult> results) {
    return results.stream()
        .flatMap(
            result ->
                Stream.of(
                        result.rows().get(HOOK),
                        result.decisions().get(DECISION),
                        result.logProbs())
                    .flatMap(List::stream))
        .toList();
  }

  /** Items of three texts that begin alike. */
  private static List<Reading> shard(int seed, int items) {
    Random random = new Random(seed);
    List<Reading> readings = new ArrayList<>();
    for (int item = 0; item < items; item++) {
      List<Integer> shared = tokens(random, random.nextInt(20));
      for (int candidate = 0; candidate < 3; candidate++) {
        List<Integer> text = new ArrayList<>(shared);
        text.addAll(tokens(random, 2 + random.nextInt(20)));
        int last = text.size() - 1;
        readings.add(
            new Reading(
                "item-" + item,
                candidate,
                text,
                List.of(last - 1, last),
                false,
                List.of(last - 1),
                candidate,
                List.of(new Choice(last - 1, List.of(text.get(last)))),
                null));
      }
    }
    return readings;
  }

  private static List<Integer> tokens(Random random, int count) {
    return IntStream.range(0, count).mapToObj(i -> random.nextInt(VOCABULARY)).toList();
  }
}
