package io.plumbline.extractor.adapter;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorEntry;
import io.plumbline.schemas.safetensors.TensorSource;
import java.util.List;

/** The two factors of one module's change. */
final class LoraFactors {
  private final boolean embedding;
  private String a;
  private String b;

  LoraFactors(boolean embedding) {
    this.embedding = embedding;
  }

  void setA(String name) {
    a = name;
  }

  void setB(String name) {
    b = name;
  }

  String a() {
    return a;
  }

  String b() {
    return b;
  }

  boolean isEmbedding() {
    return embedding;
  }

  /**
   * Checks that both factors are there and of the rank that the configuration gives.
   *
   * @throws UserError naming file and tensor
   */
  void check(TensorSource tensors, String module, LoraConfig config) {
    if (a == null || b == null) {
      TensorEntry there = tensors.entry(a == null ? b : a);
      throw new UserError(
          there.file()
              + ": tensor "
              + there.name()
              + " has no counterpart lora_"
              + (a == null ? "A" : "B")
              + "; save the adapter again");
    }
    long rank = config.rank(module);
    List<Long> shapeA = tensors.entry(a).shape();
    List<Long> shapeB = tensors.entry(b).shape();
    if (shapeA.size() != 2
        || shapeB.size() != 2
        || shapeA.get(0) != rank
        || shapeB.get(1) != rank) {
      throw new UserError(
          tensors.entry(a).file()
              + ": tensors "
              + a
              + " "
              + shapeA
              + " and "
              + b
              + " "
              + shapeB
              + " are not of the rank "
              + rank
              + " that "
              + LoraConfig.FILE
              + " gives this module");
    }
  }
}
