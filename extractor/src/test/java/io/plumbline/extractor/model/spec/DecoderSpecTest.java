package io.plumbline.extractor.model.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.Computation;
import io.plumbline.extractor.model.DeviceFullException;
import io.plumbline.extractor.model.ModelFamilies;
import io.plumbline.extractor.model.ParameterSpec;
import io.plumbline.schemas.safetensors.ElementType;
import io.plumbline.schemas.safetensors.TensorEntry;
import io.plumbline.schemas.safetensors.TensorSource;
import io.plumbline.schemas.settings.AttentionMethod;
import io.plumbline.schemas.settings.Precision;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderSpecTest {
  /** More than an address space holds. */
  private static final String CONFIG =
      """
      {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_layer": 1, "n_head": 1,
       "n_embd": 1048576, "n_positions": 8, "vocab_size": 1073741824}
      """;

  @TempDir Path directory;

  /** Zeros in the shapes that an architecture asks for. */
  private record Zeros(Architecture architecture) implements TensorSource {
    @Override
    public SortedSet<String> names() {
      return new TreeSet<>(architecture.parameters().stream().map(ParameterSpec::name).toList());
    }

    @Override
    public TensorEntry entry(String name) {
      ParameterSpec parameter =
          architecture.parameters().stream().filter(p -> p.name().equals(name)).findAny().get();
      long elements = parameter.shape().stream().reduce(1L, Math::multiplyExact);
      return new TensorEntry(
          Path.of("zeros"), name, ElementType.F16, parameter.shape(), 0, 2 * elements);
    }

    @Override
    public void read(String name, long from, FloatBuffer into) {
      into.put(new float[into.remaining()]);
    }

    @Override
    public void close() {}
  }

  @Test
  void weightsThatDoNotFitAreRefusedWithTheirSize() throws Exception {
    Files.writeString(directory.resolve("config.json"), CONFIG);
    Architecture architecture = ModelFamilies.read(directory);
    Computation computation = new Computation(Device.cpu(), AttentionMethod.PLAIN, Precision.F32);
    assertThatThrownBy(() -> architecture.load(new Zeros(architecture), computation))
        .isInstanceOf(DeviceFullException.class)
        .hasMessageMatching("the weights take 45\\d{8} MB in f32, and .*capture\\.precision.*");
  }
}
