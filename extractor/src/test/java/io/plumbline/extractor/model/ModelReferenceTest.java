package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.settings.AttentionMethod;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against Hugging Face transformers; see src/test/python/model_references.py and
 * gptneox_reference.py.
 */
class ModelReferenceTest {
  private static final double TOLERANCE = 1e-4;

  static Stream<String> models() {
    return ReferenceModel.all();
  }

  static Stream<Arguments> modelsEitherWay() {
    return ReferenceModel.all()
        .flatMap(
            name -> Stream.of(AttentionMethod.values()).map(method -> Arguments.of(name, method)));
  }

  /** The first sequence is longer than all sliding windows, the last is one token. */
  @ParameterizedTest
  @MethodSource("modelsEitherWay")
  void everyHookAndLogProbabilityAsInTransformers(String name, AttentionMethod attention)
      throws IOException {
    try (ReferenceModel reference = new ReferenceModel(name, attention)) {
      for (int size : new int[] {1, 7, 32}) {
        compare(reference, IntStream.range(0, size).map(i -> 0).toArray());
        compare(reference, IntStream.range(0, size).map(i -> (i + 1) % 4).toArray());
      }
    }
  }

  /** Other texts that begin alike stand between the beginning of a text and its rest. */
  @ParameterizedTest
  @MethodSource("modelsEitherWay")
  void textsThatShareTheirBeginningAsInTransformers(String name, AttentionMethod attention)
      throws IOException {
    try (ReferenceModel reference = new ReferenceModel(name, attention)) {
      int[] first = reference.sequences().get(0);
      int[] second = reference.sequences().get(1);
      for (int shared : new int[] {0, 1, first.length / 2, first.length - 1, first.length}) {
        List<int[]> before =
            alike(reference, first, other(first, shared, 3), other(first, shared, 9), first);
        List<TokenTree> batch =
            List.of(
                TokenTree.of(before),
                TokenTree.of(List.of(second)),
                TokenTree.of(
                    alike(
                        reference,
                        second,
                        second,
                        other(second, Math.min(shared, second.length), 5))));
        compare(reference, batch, 0, before.size() - 1, 0);
        compare(reference, batch, 1, 0, 1);
        compare(reference, batch, 2, 0, 1);
      }
    }
  }

  /** The texts that the model computes as it does a text of this length. */
  private static List<int[]> alike(ReferenceModel reference, int[] text, int[]... all) {
    return Arrays.stream(all)
        .filter(other -> reference.model().architecture().alike(other.length, text.length))
        .toList();
  }

  /** A text that begins like another, so many tokens long, and goes on differently. */
  private static int[] other(int[] text, int shared, int more) {
    int[] other = Arrays.copyOf(text, shared + more);
    for (int i = shared; i < other.length; i++) {
      other[i] = i < text.length ? (text[i] + 1) % 40 : i % 40;
    }
    return other;
  }

  private static void compare(
      ReferenceModel reference, List<TokenTree> batch, int tree, int text, int sequence) {
    int length = reference.sequences().get(sequence).length;
    List<Row> rows =
        IntStream.range(0, length)
            .mapToObj(position -> new Row(tree, batch.get(tree).place(text, position)))
            .toList();
    ForwardResult result = reference.model().forward(reference.requestForAll(batch, rows));
    for (HookPoint hook : reference.hooks()) {
      assertThat(RelativeError.of(result.captures().get(hook), reference.expected(hook, sequence)))
          .as("%s of text %d of tree %d", hook, text, tree)
          .isLessThan(TOLERANCE);
    }
    assertThat(
            RelativeError.of(
                ReferenceModel.flat(result.logProbs()), reference.expectedLogProbs(sequence)))
        .isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("models")
  void referenceHasEveryHookOfTheModel(String name) throws IOException {
    try (ReferenceModel reference = new ReferenceModel(name)) {
      assertThat(reference.hooks()).isEqualTo(reference.hooksOfModel());
    }
  }

  /** Runs the given sequences of the reference as one batch, padded where lengths differ. */
  private static void compare(ReferenceModel reference, int... members) {
    List<int[]> batch = Arrays.stream(members).mapToObj(reference.sequences()::get).toList();
    ForwardResult result = reference.model().forward(reference.requestForAll(batch));
    int width = reference.model().architecture().width();
    int from = 0;
    for (int i = 0; i < members.length; i++) {
      int to = from + batch.get(i).length;
      for (HookPoint hook : reference.hooks()) {
        float[] actual = Arrays.copyOfRange(result.captures().get(hook), from * width, to * width);
        assertThat(RelativeError.of(actual, reference.expected(hook, members[i])))
            .as("%s of sequence %d in a batch of %d", hook, members[i], members.length)
            .isLessThan(TOLERANCE);
      }
      float[] logProbs = ReferenceModel.flat(result.logProbs().subList(from, to));
      assertThat(RelativeError.of(logProbs, reference.expectedLogProbs(members[i])))
          .as("log-probabilities of sequence %d in a batch of %d", members[i], members.length)
          .isLessThan(TOLERANCE);
      from = to;
    }
  }

  @ParameterizedTest
  @MethodSource("modelsEitherWay")
  void sameRequestGivesSameBits(String name, AttentionMethod attention) throws IOException {
    try (ReferenceModel reference = new ReferenceModel(name, attention)) {
      ForwardRequest request = reference.requestForAll(reference.sequences());
      ForwardResult first = reference.model().forward(request);
      ForwardResult second = reference.model().forward(request);
      for (HookPoint hook : reference.hooks()) {
        assertThat(second.captures().get(hook)).isEqualTo(first.captures().get(hook));
      }
      assertThat(ReferenceModel.flat(second.logProbs()))
          .isEqualTo(ReferenceModel.flat(first.logProbs()));
    }
  }

  @Test
  void predictionsAskForAnyTokensInAnyOrder() throws IOException {
    try (ReferenceModel reference = new ReferenceModel("gptneox/parallel")) {
      float[] expected = reference.expectedLogProbs(0);
      List<Prediction> wanted =
          List.of(
              new Prediction(new Row(0, 4), List.of(5)),
              new Prediction(new Row(0, 2), List.of(47, 0, 5)),
              new Prediction(new Row(0, 2), List.of()));
      List<float[]> logProbs =
          reference
              .model()
              .forward(
                  new ForwardRequest(
                      TokenTree.each(reference.sequences().subList(0, 1)), new TreeMap<>(), wanted))
              .logProbs();
      assertThat(logProbs.get(0)[0])
          .isCloseTo(expected[4 * 48 + 5], org.assertj.core.api.Assertions.within(1e-4f));
      assertThat(logProbs.get(1)[0])
          .isCloseTo(expected[2 * 48 + 47], org.assertj.core.api.Assertions.within(1e-4f));
      assertThat(logProbs.get(1)[2])
          .isCloseTo(expected[2 * 48 + 5], org.assertj.core.api.Assertions.within(1e-4f));
      assertThat(logProbs.get(2)).isEmpty();
    }
  }
}
