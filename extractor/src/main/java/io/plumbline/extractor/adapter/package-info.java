/** Low-rank adapters (LoRA) as PEFT saves them, laid over a base model while it is read. */
package io.plumbline.extractor.adapter;
