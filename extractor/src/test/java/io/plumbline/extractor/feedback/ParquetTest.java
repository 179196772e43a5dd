package io.plumbline.extractor.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.TestResources;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files written by pyarrow and datasets, and by TRL; see src/test/python/parquet_reference.py and
 * trl_completions_reference.py.
 */
class ParquetTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "snappy", "gzip", "zstd", "lz4", "pages-v2-row-groups", "datasets"})
  void pairsAreReadHoweverTheyArePacked(String name) {
    List<FeedbackItem> items = read("pairs/" + name + ".parquet");
    assertThat(items).extracting(FeedbackItem::getItem).containsExactly("7", "8", "9");
    assertThat(items).extracting(FeedbackItem::getContext).containsExactly("Q: où?", "Q: why?", "");
    assertThat(items.get(0).getCandidates())
        .extracting(Candidate::getText)
        .containsExactly(" ici", " là-bas \uD83D\uDE00");
    assertThat(items)
        .extracting(FeedbackItem::getTags)
        .containsExactly(
            List.of(new Tag("source", "a"), new Tag("topic", "places")),
            List.of(new Tag("topic", "causes")),
            List.of(new Tag("source", "b"), new Tag("topic", "causes")));
  }

  @Test
  void groupsHaveNestedLists() {
    List<FeedbackItem> items = read("groups.parquet");
    assertThat(items).hasSize(2);
    assertThat(items.get(0).getCandidates())
        .extracting(Candidate::getReward)
        .containsExactly(1.0, -2.0, 0.5);
    assertThat(items.get(1).getCandidates()).extracting(Candidate::getText).containsExactly(" d");
  }

  @Test
  void trainersLogBecomesGroupsWithSummedRewards() {
    List<FeedbackItem> items = read("completions_00001.parquet");
    assertThat(items).extracting(FeedbackItem::getContext).containsExactly("p", "q");
    assertThat(items.get(0).getCandidates())
        .extracting(Candidate::getReward)
        .containsExactly(1.6, -0.5);
    assertThat(items.get(1).getCandidates())
        .extracting(Candidate::getReward)
        .containsExactly(0.2, 2.3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "chat"})
  void completionsThatTrlLoggedAreWhatItTrainedOn(String kind) throws IOException {
    Path log = TestResources.path("trl-completions/" + kind);
    FeedbackOptions options =
        FeedbackOptions.read(
            Optional.empty(), Optional.empty(), Optional.of(TestResources.path("chat/chatml")));
    List<FeedbackItem> groups =
        Dataset.readFeedback(
                List.of(
                    log.resolve("completions_00001.parquet"),
                    log.resolve("completions_00002.parquet")),
                options)
            .items();
    assertThat(groups).hasSize(4).allMatch(group -> group.getCandidates().size() == 2);
    JsonNode rows = new JsonMapper().readTree(log.resolve("reference.json").toFile());
    assertThat(rows).hasSize(8);
    for (int i = 0; i < rows.size(); i++) {
      FeedbackItem group = groups.get(i / 2);
      Candidate candidate = group.getCandidates().get(i % 2);
      // This template writes a line break more where the model is to go on.
      assertThat(group.getContext().strip()).isEqualTo(rows.get(i).get("prompt").asText().strip());
      assertThat(candidate.getText()).startsWith(rows.get(i).get("completion").asText());
      assertThat(candidate.getReward()).isEqualTo(rows.get(i).get("reward").asDouble());
    }
  }

  @Test
  void numbersOfEveryTypeAreRead() throws IOException {
    JsonNode expected =
        new JsonMapper().readTree(TestResources.path("parquet/numbers.json").toFile());
    assertThat(expected).hasSize(9);
    for (JsonNode file : expected) {
      List<FeedbackItem> items = read("numbers/" + file.get("type").asText() + ".parquet");
      for (int i = 0; i < items.size(); i++) {
        assertThat(items.get(i).getCandidates().get(0).getReward())
            .as(file.get("type").asText())
            .isEqualTo(file.get("rewards").get(i).asDouble());
      }
    }
  }

  @Test
  void idMayBeAUuid() {
    assertThat(read("odd/uuid.parquet"))
        .extracting(FeedbackItem::getItem)
        .containsExactly("00112233-4455-6677-8899-aabbccddeeff");
  }

  @Test
  void columnThatIsNoTextIsNamed() {
    assertThatThrownBy(() -> read("odd/binary.parquet"))
        .hasMessageContaining("binary.parquet:1: field 'completion' is not a text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"encrypted-columns", "encrypted"})
  void encryptionIsNamed(String name) {
    assertThatThrownBy(() -> read("odd/" + name + ".parquet"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(name + ".parquet is encrypted")
        .hasMessageContaining("write it again without encryption");
  }

  @Test
  void unknownCompressionAndDamageAreNamed() throws IOException {
    assertThatThrownBy(() -> read("pairs/brotli.parquet"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("brotli.parquet is not a Parquet file that can be read")
        .hasMessageContaining("compression BROTLI is not known here");
    byte[] whole = Files.readAllBytes(TestResources.path("parquet/groups.parquet"));
    Path cut = directory.resolve("cut.parquet");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(cut), Lexicon.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cut.parquet is not a Parquet file that can be read: it is cut short")
        .hasMessageNotContaining("\n");
  }

  private static List<FeedbackItem> read(String name) {
    Path file = TestResources.path("parquet/" + name);
    return Dataset.readFeedback(List.of(file), Lexicon.empty()).items();
  }
}
