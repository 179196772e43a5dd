package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.schemas.safetensors.ElementType;
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
    double tolerance = ROUNDINGS * rounding(format(name));
    try (ReferenceModel reference = ReferenceModel.inFormat(name)) {
      ForwardResult result =
          reference.model().forward(reference.requestForAll(reference.sequences()));
      int width = reference.model().architecture().width();
      int from = 0;
      for (int i = 0; i < reference.sequences().size(); i++) {
        int to = from + reference.sequences().get(i).length;
        for (HookPoint hook : reference.hooks()) {
          float[] all = result.captures().get(hook);
          float[] actual = Arrays.copyOfRange(all, from * width, to * width);
          assertThat(RelativeError.of(actual, reference.expected(hook, i)))
              .as("%s of sequence %d", hook, i)
              .isLessThan(tolerance);
        }
        float[] logProbs = ReferenceModel.flat(result.logProbs().subList(from, to));
        assertThat(RelativeError.of(logProbs, reference.expectedLogProbs(i))).isLessThan(tolerance);
        from = to;
      }
    }
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
