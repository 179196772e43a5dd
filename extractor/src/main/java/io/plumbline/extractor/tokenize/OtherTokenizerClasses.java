package io.plumbline.extractor.tokenize;

import java.util.Set;

/**
 * Classes of transformers 5 that, too, cut texts in a way of their own, whatever {@code
 * tokenizer.json} says. They belong to models that are not read here, but are named in directories
 * of some that are.
 */
final class OtherTokenizerClasses {
  private static final Set<String> NAMES =
      Set.of(
          "AlbertTokenizer",
          "BarthezTokenizer",
          "BertTokenizer",
          "BigBirdTokenizer",
          "BlenderbotTokenizer",
          "CLIPTokenizer",
          "CamembertTokenizer",
          "CodeGenTokenizer",
          "CodeLlamaTokenizer",
          "CohereTokenizer",
          "CpmTokenizer",
          "DebertaTokenizer",
          "DebertaV2Tokenizer",
          "DistilBertTokenizer",
          "FunnelTokenizer",
          "GPTNeoXJapaneseTokenizer",
          "GPTSw3Tokenizer",
          "HerbertTokenizer",
          "MBart50Tokenizer",
          "MBartTokenizer",
          "MPNetTokenizer",
          "NllbTokenizer",
          "OpenAIGPTTokenizer",
          "PegasusTokenizer",
          "Qwen3_5Tokenizer",
          "ReformerTokenizer",
          "RemBertTokenizer",
          "RoFormerTokenizer",
          "RobertaTokenizer",
          "SeamlessM4TTokenizer",
          "Siglip2Tokenizer",
          "T5Tokenizer",
          "UdopTokenizer",
          "WhisperTokenizer",
          "XGLMTokenizer",
          "XLMRobertaTokenizer",
          "XLNetTokenizer");

  private OtherTokenizerClasses() {}

  static boolean contain(String name) {
    return NAMES.contains(name);
  }
}
