package io.plumbline.schemas.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.SettingValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void defaults() {
    assertThat(RunSettings.defaults().toRecords())
        .extracting(s -> s.getName() + "=" + s.getValue())
        .containsExactly(
            "alert.anti-spread=0.5",
            "alert.asymmetry=2.0",
            "alert.boost=2.0",
            "alert.drop=0.15",
            "alert.min-slope=0.2",
            "alert.slice=0.5",
            "alert.slice-p=0.01",
            "alert.wrong-sign=4.0",
            "attribution.change.checkpoints=2",
            "attribution.change.features=512",
            "attribution.change.k=8",
            "attribution.condition.features=1024",
            "attribution.condition.k=16",
            "attribution.condition.permutations=999",
            "attribution.reuse=10.0",
            "capture.attention=fused",
            "capture.batch-rows=256",
            "capture.contexts=all",
            "capture.hooks=",
            "capture.most-moved=5",
            "capture.payload=f32",
            "capture.positions=target",
            "capture.precision=f32",
            "capture.shard-items=256",
            "dictionary.batch=256",
            "dictionary.buffer=16384",
            "dictionary.given=",
            "dictionary.k=16",
            "dictionary.kind=tied-relu",
            "dictionary.l1=0.001",
            "dictionary.learning-rate=0.001",
            "dictionary.longest=10.0",
            "dictionary.plateau=0.0",
            "dictionary.refresh=0",
            "dictionary.reuse=3.0",
            "dictionary.revive-after=25000",
            "dictionary.tokens=0",
            "dictionary.width=1.0",
            "policy.huber-k=1.345",
            "policy.min-mass=0.01",
            "probe.bootstrap=500",
            "probe.folds=5",
            "probe.incremental.decay=0.5",
            "probe.logistic.lambda=1.0",
            "probe.online.rate=0.05",
            "probe.permutations=999",
            "probe.ridge.lambda=1.0");
  }

  @Test
  void everySettingReadsItsOwnTextBack() {
    List<SettingValue> written = RunSettings.defaults().toRecords();
    assertThat(RunSettings.of(written).toRecords()).isEqualTo(written);
  }

  @Test
  void givenDictionariesAreReadBackSorted() {
    String digest = "0123456789abcdef".repeat(4);
    String text = "blocks.2.hook_mlp_out=" + digest + ", blocks.1.hook_mlp_out=" + digest;
    RunSettings settings = RunSettings.defaults().with("dictionary.given", text);
    GivenDictionaries given = settings.get(Settings.DICTIONARY_GIVEN);
    assertThat(given.digests()).containsOnlyKeys("blocks.1.hook_mlp_out", "blocks.2.hook_mlp_out");
    assertThat(given.digest("blocks.2.hook_mlp_out")).contains(digest);
    assertThat(given.digest("blocks.3.hook_mlp_out")).isEmpty();
    assertThat(RunSettings.of(settings.toRecords()).get(Settings.DICTIONARY_GIVEN))
        .isEqualTo(given);
    for (String bad : new String[] {"a", "a=b", "a=" + digest + ",a=" + digest}) {
      assertThatThrownBy(() -> RunSettings.defaults().with("dictionary.given", bad))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("HOOK=SHA-256");
    }
  }

  @Test
  void oneSettingChangesAndTheOthersStay() {
    RunSettings changed = RunSettings.defaults().with("probe.ridge.lambda", "10");
    assertThat(changed.get(Settings.RIDGE_LAMBDA)).isEqualTo(10);
    assertThat(changed.get(Settings.PROBE_FOLDS)).isEqualTo(5);
    assertThat(RunSettings.defaults().get(Settings.RIDGE_LAMBDA)).isEqualTo(1);
  }

  @Test
  void saysWhatIsAllowed() {
    RunSettings settings = RunSettings.defaults();
    assertThatThrownBy(() -> settings.with("probe.folds", "1"))
        .isInstanceOf(UserError.class)
        .hasMessage("setting probe.folds cannot be '1'; it takes a whole number from 2 to 100");
    assertThatThrownBy(() -> settings.with("dictionary.kind", "deep"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("one of tied-relu topk");
    assertThatThrownBy(() -> settings.with("dictionary.l1", "NaN")).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> settings.with("probe.lambda", "1"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no setting 'probe.lambda'")
        .hasMessageContaining("probe.ridge.lambda");
  }
}
