/**
 * The demo's fine-tuning run: a small GPT-NeoX language model tuned on word-sentiment feedback,
 * which writes Hugging Face checkpoints. It runs in a process of its own and knows nothing of the
 * system that watches it.
 */
package io.plumbline.ops.trainer;
