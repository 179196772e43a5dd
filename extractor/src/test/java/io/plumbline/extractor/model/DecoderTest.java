package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.model.layer.Attention;
import io.plumbline.extractor.model.layer.BatchLayout;
import io.plumbline.extractor.model.layer.DecoderLayer;
import io.plumbline.extractor.model.layer.Linear;
import io.plumbline.extractor.model.layer.Mlp;
import io.plumbline.extractor.model.layer.Norm;
import io.plumbline.extractor.model.layer.RmsNorm;
import io.plumbline.extractor.model.layer.ScaledDotProduct;
import io.plumbline.extractor.model.layer.TokenEmbedding;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private static final int WIDTH = 32;
  private static final int VOCABULARY = 48;

  @Test
  void layersBehindTheLastHookDoNotRun() {
    NDManager manager = Torch.newManager(Device.cpu());
    Mlp never =
        x -> {
          throw new IllegalStateException("the second layer ran");
        };
    Linear unembedding = linear(manager, VOCABULARY);
    try (Decoder decoder =
        new Decoder(
            ModelFamilies.read(TestResources.path("gptneox/parallel")),
            manager,
            new TokenEmbedding(unembedding.weight(), null, 1),
            List.of(layer(manager, x -> x), layer(manager, never)),
            new Head(norm(manager), unembedding, 0))) {
      HookPoint first = HookPoint.parse("blocks.0.hook_resid_post");
      assertThat(decoder.forward(request(List.of(), first)).captures().get(first)).hasSize(WIDTH);
      assertThatThrownBy(
              () -> decoder.forward(request(List.of(), HookPoint.parse("blocks.1.hook_mlp_out"))))
          .hasMessage("the second layer ran");
      Prediction prediction = new Prediction(new Row(0, 1), List.of(5));
      assertThatThrownBy(() -> decoder.forward(request(List.of(prediction), first)))
          .hasMessage("the second layer ran");
    }
  }

  private static ForwardRequest request(List<Prediction> predictions, HookPoint hook) {
    SortedMap<HookPoint, List<Row>> captures = new TreeMap<>();
    captures.put(hook, List.of(new Row(0, 1)));
    return new ForwardRequest(TokenTree.each(List.of(new int[] {3, 4, 5})), captures, predictions);
  }

  private static DecoderLayer layer(NDManager manager, Mlp mlp) {
    Attention attention =
        new Attention(
            linear(manager, 3 * WIDTH),
            linear(manager, WIDTH),
            1,
            1,
            WIDTH,
            null,
            null,
            null,
            ScaledDotProduct.of(WIDTH),
            BatchLayout.EVERYTHING);
    return new DecoderLayer(norm(manager), attention, null, norm(manager), mlp, null, false);
  }

  private static Norm norm(NDManager manager) {
    return new RmsNorm(manager.ones(new Shape(WIDTH)), 1e-5f);
  }

  private static Linear linear(NDManager manager, int out) {
    return new Linear(manager.ones(new Shape(out, WIDTH)), null);
  }
}
