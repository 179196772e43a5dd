package io.plumbline.extractor.model.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.plumbline.extractor.model.Torch;
import io.plumbline.schemas.settings.AttentionMethod;
import org.junit.jupiter.api.Test;

/** What the fused kernel computes is held against transformers in ModelReferenceTest. */
class AttentionProductsTest {
  private static final ScaledDotProduct USUAL = ScaledDotProduct.of(16);

  @Test
  void fusedWhereTheKernelKnowsTheProduct() {
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      AttentionProducts products = new AttentionProducts(manager, AttentionMethod.FUSED);
      assertThat(products.of(USUAL)).isInstanceOf(FusedDotProduct.class);
      assertThat(products.of(ScaledDotProduct.of(16))).isSameAs(products.of(USUAL));
      assertThat(products.of(new ScaledDotProduct(1, 0))).isNotSameAs(products.of(USUAL));
      ScaledDotProduct capped = new ScaledDotProduct(1, 2);
      assertThat(products.of(capped)).isSameAs(capped);
    }
  }

  @Test
  void plainWhereThatIsAskedFor() {
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      AttentionProducts products = new AttentionProducts(manager, AttentionMethod.PLAIN);
      assertThat(products.of(USUAL)).isSameAs(USUAL);
    }
  }
}
