package io.plumbline.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void catalogue() {
    assertThat(Topics.ALL)
        .extracting(t -> t.name() + " " + t.key() + " " + t.partitions() + " " + t.compacted())
        .containsExactly(
            "runs run 1 true",
            "feedback dataset/item 1 true",
            "checkpoints run 1 false",
            "extraction-tasks run/step/role/shard 8 false",
            "activations run/hook 4 false",
            "log-probs run 2 false",
            "readouts run 2 false",
            "rewards run/step 2 false",
            "given-dictionaries run/hook/chunk 1 true",
            "dictionaries run/hook 2 false",
            "features run/step 4 false",
            "probe-reports run/probe 2 false",
            "implicit-feedback run/probe 2 false",
            "attributions run 1 false",
            "drift run 1 false",
            "alerts run/rule 1 true",
            "dead-letters source topic/partition/offset 1 false");
    assertThat(Topics.DRIFT.config()).containsEntry("retention.ms", "2592000000");
    assertThat(Topics.DRIFT.config()).containsEntry("message.timestamp.type", "LogAppendTime");
    assertThat(Topics.ALERTS.config())
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("min.compaction.lag.ms", "2592000000")
        .containsEntry("message.timestamp.type", "LogAppendTime");
    assertThat(new TopicNames("x.").of(Topics.DRIFT)).isEqualTo("x.drift");
  }

  @Test
  void keysBeginWithTheRun() {
    String key = Keys.of("run-a", "blocks.2.hook_mlp_out", 7);
    assertThat(key).isEqualTo("run-a/blocks.2.hook_mlp_out/7");
    assertThat(Keys.first(key)).isEqualTo("run-a");
    assertThat(Keys.first("run-a")).isEqualTo("run-a");
  }

  @Test
  void runNamesAreChecked() {
    assertThat(Keys.checkedRun("grpo_2.b-1")).isEqualTo("grpo_2.b-1");
    for (String bad : new String[] {"", "a/b", "..", "-x", "a b", "a".repeat(101)}) {
      assertThatThrownBy(() -> Keys.checkedRun(bad))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("'" + bad + "'");
    }
  }
}
