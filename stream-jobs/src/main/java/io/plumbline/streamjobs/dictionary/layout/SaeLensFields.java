package io.plumbline.streamjobs.dictionary.layout;

import java.util.Set;

/**
 * The fields that SAELens has written into {@code cfg.json}, up to version 6.54. One that is not
 * among them may change what the dictionary computes.
 */
final class SaeLensFields {
  /** Those that the layout looks at. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "activation_fn",
          "activation_fn_kwargs",
          "activation_fn_str",
          "apply_b_dec_to_input",
          "architecture",
          "d_in",
          "d_sae",
          "finetuning_scaling_factor",
          "hook_head_index",
          "hook_name",
          "hook_point",
          "hook_point_head_index",
          "k",
          "metadata",
          "normalize_activations",
          "rescale_acts_by_decoder_norm",
          "reshape_activations");

  /** Where it came from and how it is held in memory. */
  private static final Set<String> PROVENANCE =
      Set.of(
          "context_size",
          "dataset_path",
          "dataset_trust_remote_code",
          "device",
          "dtype",
          "exclude_special_tokens",
          "hook_layer",
          "hook_point_layer",
          "model_class_name",
          "model_from_pretrained_kwargs",
          "model_kwargs",
          "model_name",
          "neuronpedia_id",
          "prepend_bos",
          "sae_lens_training_version",
          "sae_lens_version",
          "seqpos_slice");

  /** How the kinds that can be read are trained. */
  private static final Set<String> TRAINING =
      Set.of(
          "aux_loss_coefficient",
          "decoder_init_norm",
          "jumprelu_bandwidth",
          "jumprelu_init_threshold",
          "jumprelu_sparsity_loss_mode",
          "jumprelu_ste_to_input",
          "jumprelu_tanh_scale",
          "l0_coefficient",
          "l0_warm_up_steps",
          "l1_coefficient",
          "l1_warm_up_steps",
          "lp_norm",
          "pre_act_loss_coefficient",
          "target_l0",
          "use_sparse_activations");

  /** What versions before 6, which wrote the whole training run, had beside these. */
  private static final Set<String> OLD_RUNS =
      Set.of(
          "act_store_device",
          "adam_beta1",
          "adam_beta2",
          "autocast",
          "autocast_lm",
          "b_dec_init_method",
          "cached_activations_path",
          "checkpoint_path",
          "compile_llm",
          "compile_sae",
          "dead_feature_estimation_method",
          "dead_feature_threshold",
          "dead_feature_window",
          "decoder_heuristic_init",
          "decoder_orthogonal_init",
          "eval_batch_size_prompts",
          "eval_every_n_wandb_logs",
          "expansion_factor",
          "feature_reinit_scale",
          "feature_sampling_method",
          "feature_sampling_window",
          "finetuning_method",
          "finetuning_tokens",
          "from_pretrained_path",
          "hook_eval",
          "init_encoder_as_decoder_transpose",
          "is_dataset_tokenized",
          "llm_compilation_mode",
          "log_to_wandb",
          "lr",
          "lr_decay_steps",
          "lr_end",
          "lr_scheduler_name",
          "lr_warm_up_steps",
          "mse_loss_normalization",
          "n_batches_in_buffer",
          "n_checkpoints",
          "n_eval_batches",
          "n_restart_cycles",
          "noise_scale",
          "normalize_sae_decoder",
          "resample_batches",
          "resume",
          "run_name",
          "sae_compilation_mode",
          "scale_sparsity_penalty_by_decoder_norm",
          "seed",
          "sparsity_loss",
          "store_batch_size",
          "store_batch_size_prompts",
          "streaming",
          "tokens_per_buffer",
          "total_training_steps",
          "total_training_tokens",
          "train_batch_size",
          "train_batch_size_tokens",
          "training_tokens",
          "use_cached_activations",
          "use_ghost_grads",
          "verbose",
          "wandb_entity",
          "wandb_id",
          "wandb_log_frequency",
          "wandb_project");

  private SaeLensFields() {}

  /** Refuses the first field, by name, that is not one of them and has a value. */
  static void requireKnown(DictionaryConfig config) {
    config.requireOnly(
        field ->
            UNDERSTOOD.contains(field)
                || PROVENANCE.contains(field)
                || TRAINING.contains(field)
                || OLD_RUNS.contains(field));
  }
}
