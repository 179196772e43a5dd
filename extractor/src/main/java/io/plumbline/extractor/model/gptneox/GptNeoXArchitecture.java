package io.plumbline.extractor.model.gptneox;

import ai.djl.Device;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.HookKind;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.model.ParameterSpec;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorSource;
import java.util.List;

/** A GPT-NeoX model without its weights. */
record GptNeoXArchitecture(GptNeoXConfig config) implements Architecture {
  @Override
  public String name() {
    return GptNeoXFamily.ARCHITECTURE;
  }

  @Override
  public int layers() {
    return config.layers();
  }

  @Override
  public int width() {
    return config.width();
  }

  @Override
  public int vocabulary() {
    return config.vocabulary();
  }

  @Override
  public int maxPositions() {
    return config.maxPositions();
  }

  @Override
  public String unembedding() {
    return config.tied() ? GptNeoXParameters.EMBEDDING : GptNeoXParameters.UNEMBEDDING;
  }

  @Override
  public boolean tied() {
    return config.tied();
  }

  @Override
  public List<ParameterSpec> parameters() {
    return GptNeoXParameters.of(config);
  }

  @Override
  public void require(HookPoint hook) {
    if (hook.layer() >= config.layers()) {
      throw new UserError(
          "hook " + hook + " is not there: the model has layers 0 to " + (config.layers() - 1));
    }
    if (hook.kind() == HookKind.RESID_MID && config.parallel()) {
      throw new UserError(
          "hook "
              + hook
              + " is not there: in this model attention and MLP run in parallel, so there is no"
              + " residual stream between them");
    }
  }

  @Override
  public CausalModel load(TensorSource weights, Device device) {
    check(weights);
    return new GptNeoXLoader(this, weights).load(device);
  }
}
