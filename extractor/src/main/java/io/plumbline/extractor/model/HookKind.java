package io.plumbline.extractor.model;

/** Places within a layer where activations can be captured, by their TransformerLens names. */
public enum HookKind {
  /** Residual stream before the layer. */
  RESID_PRE("hook_resid_pre"),
  /**
   * What the attention adds to the residual stream: its bias included, and after the norm that
   * follows it in Gemma 2.
   */
  ATTN_OUT("hook_attn_out"),
  /** Residual stream between attention and MLP; not there where the two run in parallel. */
  RESID_MID("hook_resid_mid"),
  /**
   * What the MLP adds to the residual stream: its bias included, and after the norm that follows it
   * in Gemma 2.
   */
  MLP_OUT("hook_mlp_out"),
  /** Residual stream after the layer. */
  RESID_POST("hook_resid_post");

  private final String hookName;

  HookKind(String hookName) {
    this.hookName = hookName;
  }

  /** Last part of the TransformerLens name. */
  public String hookName() {
    return hookName;
  }
}
