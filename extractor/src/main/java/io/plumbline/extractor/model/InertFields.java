package io.plumbline.extractor.model;

import java.util.Set;

/**
 * Fields of {@code config.json} that leave the forward pass of an evaluated causal language model
 * alone: names of things, training, classification heads, generation, serving.
 */
final class InertFields {
  private static final Set<String> NAMES =
      Set.of(
          // Names and provenance
          "_name_or_path",
          "name_or_path",
          "transformers_version",
          "torchscript",
          "unsloth_version",
          "unsloth_fixed",
          "is_llama_config",
          "transformers.js_config",
          "custom_pipelines",
          // Storage; what the weights are stored in is read from their file
          "dtype",
          "torch_dtype",
          "use_bfloat16",
          "_commit_hash",
          // Training
          "initializer_range",
          "initializer_factor",
          "attention_dropout",
          "hidden_dropout",
          "attention_probs_dropout_prob",
          "hidden_dropout_prob",
          "attn_pdrop",
          "embd_pdrop",
          "resid_pdrop",
          "embed_dropout",
          "resid_dropout",
          "gradient_checkpointing",
          "pretraining_tp",
          // Said another way by fields that are read
          "n_ctx",
          "max_sequence_length",
          // Classification and other heads
          "classifier_dropout",
          "id2label",
          "label2id",
          "num_labels",
          "_num_labels",
          "problem_type",
          "finetuning_task",
          "task_specific_params",
          "summary_type",
          "summary_use_proj",
          "summary_activation",
          "summary_proj_to_labels",
          "summary_first_dropout",
          // What a forward pass returns, not what it computes
          "output_attentions",
          "output_hidden_states",
          "output_scores",
          "return_dict",
          "return_dict_in_generate",
          "use_cache",
          "output_past",
          "cache_implementation",
          "chunk_size_feed_forward",
          "_attn_implementation",
          "_attn_implementation_autoset",
          "_attn_implementation_internal",
          "attn_implementation",
          "tokenizer_class",
          "prefix",
          // Special tokens: ids come from the tokenizer
          "n_special",
          "predict_special_tokens",
          "bos_token_id",
          "eos_token_id",
          "pad_token_id",
          "unk_token_id",
          "sep_token_id",
          "cls_token_id",
          "decoder_start_token_id",
          "forced_bos_token_id",
          "forced_eos_token_id",
          "suppress_tokens",
          "begin_suppress_tokens",
          // Generation
          "max_length",
          "min_length",
          "max_new_tokens",
          "do_sample",
          "early_stopping",
          "num_beams",
          "num_beam_groups",
          "diversity_penalty",
          "temperature",
          "top_k",
          "top_p",
          "typical_p",
          "repetition_penalty",
          "length_penalty",
          "no_repeat_ngram_size",
          "encoder_no_repeat_ngram_size",
          "bad_words_ids",
          "num_return_sequences",
          "remove_invalid_values",
          "exponential_decay_length_penalty",
          "is_decoder",
          "tf_legacy_loss",
          "cross_attention_hidden_size");

  private InertFields() {}

  static boolean contains(String field) {
    return NAMES.contains(field);
  }
}
