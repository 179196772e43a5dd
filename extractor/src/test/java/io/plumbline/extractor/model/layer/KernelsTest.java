package io.plumbline.extractor.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.Computation;
import io.plumbline.extractor.model.Torch;
import io.plumbline.schemas.settings.AttentionMethod;
import io.plumbline.schemas.settings.Precision;
import org.junit.jupiter.api.Test;

/** What they compute is held against transformers in ModelReferenceTest and FormatReferenceTest. */
class KernelsTest {
  private static final ScaledDotProduct USUAL = ScaledDotProduct.of(16);

  @Test
  void fusedWhereTheKernelKnowsTheProduct() {
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      Kernels kernels = kernels(manager, AttentionMethod.FUSED, Precision.F32);
      assertThat(kernels.product(USUAL)).isInstanceOf(FusedDotProduct.class);
      assertThat(kernels.product(ScaledDotProduct.of(16))).isSameAs(kernels.product(USUAL));
      assertThat(kernels.product(new ScaledDotProduct(1, 0))).isNotSameAs(kernels.product(USUAL));
      ScaledDotProduct capped = new ScaledDotProduct(1, 2);
      assertThat(kernels.product(capped)).isSameAs(capped);
    }
  }

  @Test
  void plainWhereThatIsAskedFor() {
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      Kernels kernels = kernels(manager, AttentionMethod.PLAIN, Precision.F32);
      assertThat(kernels.product(USUAL)).isSameAs(USUAL);
      Linear map = new Linear(manager.ones(new Shape(3, 2)), null);
      assertThat(kernels.map(map)).isSameAs(map);
    }
  }

  /** 1 + 2^-9 is 1 in bf16, and so is their product. */
  @Test
  void mapsRoundToHalfTheWidthAndFreeWhatTheyReplace() {
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      Kernels kernels = kernels(manager, AttentionMethod.FUSED, Precision.BF16);
      NDArray weight = manager.create(new float[] {1 + 0x1p-9f, 2}, new Shape(1, 2));
      NDArray bias = manager.create(new float[] {4 + 0x1p-8f});
      AffineMap linear = kernels.map(new Linear(weight.duplicate(), null));
      AffineMap affine = kernels.map(new Linear(weight, bias));
      NDArray x = manager.create(new float[] {1, 0, 1 + 0x1p-9f, 1}, new Shape(2, 2));
      assertThat(linear.apply(x).toFloatArray()).containsExactly(1, 3);
      assertThat(affine.apply(x).toFloatArray()).containsExactly(5, 7);
      assertThatThrownBy(weight::toFloatArray).isInstanceOf(IllegalStateException.class);
    }
  }

  private static Kernels kernels(
      NDManager manager, AttentionMethod attention, Precision precision) {
    return new Kernels(manager, new Computation(Device.cpu(), attention, precision));
  }
}
