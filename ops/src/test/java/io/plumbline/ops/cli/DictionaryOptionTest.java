package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.extractor.coordinator.GivenDictionary;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class DictionaryOptionTest {
  private static final Path DICTIONARIES =
      Path.of("../stream-jobs/src/test/resources/dictionaries");
  private static final String TOPK = DICTIONARIES.resolve("topk").toString();
  private static final String RESID = DICTIONARIES.resolve("model.layers.3").toString();

  @Test
  void withoutItNothingIsGiven() {
    RunSettings settings = RunSettings.defaults();
    assertThat(parse().in(settings)).isSameAs(settings);
  }

  @Test
  void dictionariesComeWithTheirHooksOrAreToldThem() {
    DictionaryOption option =
        parse("--dictionary", TOPK, "--dictionary", RESID + "@blocks.0.hook_resid_pre");
    assertThat(option.given())
        .extracting(GivenDictionary::hook, GivenDictionary::kind, GivenDictionary::width)
        .containsExactly(
            tuple("blocks.1.hook_mlp_out", "topk", 12),
            tuple("blocks.0.hook_resid_pre", "topk", 12));
    RunSettings settings = option.in(RunSettings.defaults());
    assertThat(settings.get(Settings.HOOKS))
        .isEqualTo("blocks.0.hook_resid_pre,blocks.1.hook_mlp_out");
    assertThat(settings.get(Settings.DICTIONARY_GIVEN).digest("blocks.1.hook_mlp_out"))
        .contains(option.given().get(0).digest());
  }

  @Test
  void hooksThatAreListedStay() {
    String hooks = "blocks.1.hook_mlp_out,blocks.2.hook_mlp_out";
    RunSettings listed = RunSettings.defaults().with("capture.hooks", hooks);
    assertThat(parse("--dictionary", TOPK).in(listed).get(Settings.HOOKS)).isEqualTo(hooks);
  }

  @Test
  void whatTheUserOughtToKnowIsKeptWithItsDirectory() {
    String unscaled = DICTIONARIES.resolve("average-norm-unknown").toString();
    assertThat(parse("--dictionary", TOPK, "--dictionary", unscaled).remarks())
        .singleElement()
        .asString()
        .startsWith(unscaled + ": It was trained on activations that were scaled");
  }

  @Test
  void twoForOneHookAreRefused() {
    DictionaryOption option = parse("--dictionary", TOPK, "--dictionary", TOPK);
    assertThatThrownBy(() -> option.in(RunSettings.defaults()))
        .isInstanceOf(UserError.class)
        .hasMessage("two dictionaries are given for blocks.1.hook_mlp_out");
  }

  private static DictionaryOption parse(String... arguments) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.option;
  }

  @Command
  private static final class Holder {
    @CommandLine.Mixin private DictionaryOption option;
  }
}
