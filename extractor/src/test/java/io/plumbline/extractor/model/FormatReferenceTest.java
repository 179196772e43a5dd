package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.schemas.safetensors.ElementType;
import io.plumbline.schemas.settings.AttentionMethod;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against transformers run in the format of the weights, f16 or bf16, where it rounds every
 * intermediate result. With its run in f32 on the same weights ModelReferenceTest compares.
 */
class FormatReferenceTest {
  /** A value has gone through some ten operations a layer, each of which rounds it. */
  private static final int ROUNDINGS = 16;

  @ParameterizedTest
  @MethodSource("io.plumbline.extractor.model.ReferenceModel#allInFormat")
  void agreesToThePrecisionOfTheFormat(String name) throws IOException {
    try (ReferenceModel reference = ReferenceModel.inFormat(name)) {
      assertThat(error(reference)).isLessThan(ROUNDINGS * rounding(format(name)));
    }
  }

  /** Against transformers' run in f32. */
  @ParameterizedTest
  @MethodSource("io.plumbline.extractor.model.ReferenceModel#all")
  void computedInBf16AgreesToItsPrecision(String name) throws IOException {
    for (AttentionMethod attention : AttentionMethod.values()) {
      try (ReferenceModel reference = ReferenceModel.rounded(name, attention)) {
        assertThat(error(reference)).isBetween(0.1 * rounding(ElementType.BF16), bound(name));
      }
    }
  }

  /**
   * Where transformers ran in bf16 as well, its own error tells what a model makes of roundings; as
   * far away on the other side of the exact values is as good.
   */
  private static double bound(String name) throws IOException {
    double usual = ROUNDINGS * rounding(ElementType.BF16);
    boolean ranInBf16 =
        ReferenceModel.allInFormat().anyMatch(name::equals) && format(name) == ElementType.BF16;
    return ranInBf16 ? Math.max(usual, 2 * errorOfTransformers(name)) : usual;
  }

  /** Error of transformers' run in the format of the weights, against its run in f32. */
  private static double errorOfTransformers(String name) throws IOException {
    try (ReferenceModel exact = new ReferenceModel(name);
        ReferenceModel rounded = ReferenceModel.inFormat(name)) {
      double error = 0;
      for (int i = 0; i < exact.sequences().size(); i++) {
        for (HookPoint hook : exact.hooks()) {
          error =
              Math.max(error, RelativeError.of(rounded.expected(hook, i), exact.expected(hook, i)));
        }
        error =
            Math.max(
                error, RelativeError.of(rounded.expectedLogProbs(i), exact.expectedLogProbs(i)));
      }
      return error;
    }
  }

  /** Largest error of anything, relative to the largest value of its kind. */
  private static double error(ReferenceModel reference) {
    ForwardResult result =
        reference.model().forward(reference.requestForAll(reference.sequences()));
    int width = reference.model().architecture().width();
    double error = 0;
    int from = 0;
    for (int i = 0; i < reference.sequences().size(); i++) {
      int to = from + reference.sequences().get(i).length;
      for (HookPoint hook : reference.hooks()) {
        float[] all = result.captures().get(hook);
        float[] actual = Arrays.copyOfRange(all, from * width, to * width);
        error = Math.max(error, RelativeError.of(actual, reference.expected(hook, i)));
      }
      float[] logProbs = ReferenceModel.flat(result.logProbs().subList(from, to));
      error = Math.max(error, RelativeError.of(logProbs, reference.expectedLogProbs(i)));
      from = to;
    }
    return error;
  }

  @Test
  void everyArchitectureHasAReferenceInBothFormats() {
    Map<String, Set<ElementType>> formats = new TreeMap<>();
    ReferenceModel.all().forEach(name -> formats.put(architecture(name), new TreeSet<>()));
    ReferenceModel.allInFormat().forEach(name -> formats.get(architecture(name)).add(format(name)));
    assertThat(formats).hasSize(9);
    assertThat(formats.values()).containsOnly(Set.of(ElementType.F16, ElementType.BF16));
  }

  private static String architecture(String name) {
    return ModelFamilies.read(TestResources.path(name)).name();
  }

  private static ElementType format(String name) {
    try (ModelWeights weights = ModelWeights.open(TestResources.path(name))) {
      Architecture architecture = ModelFamilies.read(TestResources.path(name));
      return weights.entry(architecture.parameters().get(0).name()).type();
    }
  }

  /** Largest relative error of rounding to a format. */
  private static double rounding(ElementType format) {
    return switch (format) {
      case F16 -> 0x1p-11;
      case BF16 -> 0x1p-8;
      default -> throw new AssertionError(format);
    };
  }
}
