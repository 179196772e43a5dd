/**
 * GPT-NeoX (Black et al., "GPT-NeoX-20B: An Open-Source Autoregressive Language Model", 2022), the
 * architecture of Pythia.
 */
package io.plumbline.extractor.model.gptneox;
