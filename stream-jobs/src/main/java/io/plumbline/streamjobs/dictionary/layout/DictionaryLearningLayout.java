package io.plumbline.streamjobs.dictionary.layout;

import io.plumbline.streamjobs.dictionary.Activation;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.Gated;
import io.plumbline.streamjobs.dictionary.JumpRelu;
import io.plumbline.streamjobs.dictionary.Normalization;
import io.plumbline.streamjobs.dictionary.Relu;
import io.plumbline.streamjobs.dictionary.TopK;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The library dictionary_learning, its {@code ae.pt} converted: {@code config.json}, whose {@code
 * trainer} names the class, and the tensors under the names they have in that class.
 */
final class DictionaryLearningLayout implements Layout {
  static final String WEIGHTS = "ae.safetensors";
  static final String PICKLE = "ae.pt";
  static final String CONFIG = "config.json";

  @Override
  public StoredDictionary read(DictionaryConfig whole, DictionaryTensors tensors) {
    DictionaryConfig config = whole.within("trainer");
    String type = config.text("dict_class").orElse("");
    int features = config.count("dict_size");
    int width = config.count("activation_dim");
    Dictionary dictionary =
        switch (type) {
          case "AutoEncoder" -> autoEncoder(tensors, features, width);
          case "AutoEncoderNew" -> autoEncoderNew(tensors, features, width);
          case "GatedAutoEncoder" -> gated(tensors, features, width);
          case "AutoEncoderTopK" -> linear(tensors, new TopK(config.count("k")), features, width);
          case "BatchTopKSAE" -> linear(tensors, threshold(tensors, features), features, width);
          case "MatryoshkaBatchTopKSAE" ->
              direct(tensors, threshold(tensors, features), true, features, width);
          case "JumpReluAutoEncoder" ->
              direct(
                  tensors,
                  new JumpRelu(tensors.vector("threshold", features)),
                  false,
                  features,
                  width);
          default -> throw config.notUnderstood("dict_class");
        };
    Optional<String> hook = config.text("submodule_name").flatMap(HookNames::ofSubmodule);
    return new StoredDictionary(dictionary, "dictionary_learning", hook, List.of());
  }

  /** Loading it there makes the decoder's rows unit-norm, so that features have their sizes. */
  private static Dictionary autoEncoder(DictionaryTensors tensors, int features, int width) {
    tensors.requireOnly(Set.of("bias", "encoder.weight", "encoder.bias", "decoder.weight"));
    FloatMatrix encoder = tensors.matrix("encoder.weight", features, width);
    FloatMatrix decoder = tensors.transposed("decoder.weight", features, width);
    float[] bias = tensors.vector("encoder.bias", features);
    double[] norms = Fold.norms(decoder);
    Fold.scaleRows(encoder, norms);
    Fold.scale(bias, norms);
    Fold.divideRows(decoder, norms);
    return dictionary(new Relu(), true, encoder, decoder, bias, tensors.vector("bias", width));
  }

  private static Dictionary autoEncoderNew(DictionaryTensors tensors, int features, int width) {
    tensors.requireOnly(Set.of("encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"));
    return dictionary(
        new Relu(),
        false,
        tensors.matrix("encoder.weight", features, width),
        tensors.transposed("decoder.weight", features, width),
        tensors.vector("encoder.bias", features),
        tensors.vector("decoder.bias", width));
  }

  private static Dictionary gated(DictionaryTensors tensors, int features, int width) {
    tensors.requireOnly(
        Set.of(
            "encoder.weight", "decoder.weight", "decoder_bias", "r_mag", "gate_bias", "mag_bias"));
    float[] gateBias = tensors.vector("gate_bias", features);
    float[] scale = tensors.vector("r_mag", features);
    for (int j = 0; j < features; j++) {
      scale[j] = (float) StrictMath.exp(scale[j]);
    }
    return dictionary(
        new Gated(gateBias, scale, tensors.vector("mag_bias", features)),
        true,
        tensors.matrix("encoder.weight", features, width),
        tensors.transposed("decoder.weight", features, width),
        gateBias,
        tensors.vector("decoder_bias", width));
  }

  private static Dictionary linear(
      DictionaryTensors tensors, Activation activation, int features, int width) {
    tensors.requireOnly(
        Set.of("encoder.weight", "encoder.bias", "decoder.weight", "b_dec", "k", "threshold"));
    return dictionary(
        activation,
        true,
        tensors.matrix("encoder.weight", features, width),
        tensors.transposed("decoder.weight", features, width),
        tensors.vector("encoder.bias", features),
        tensors.vector("b_dec", width));
  }

  private static Dictionary direct(
      DictionaryTensors tensors, Activation activation, boolean centred, int features, int width) {
    tensors.requireOnly(
        Set.of("W_enc", "b_enc", "W_dec", "b_dec", "k", "threshold", "group_sizes"));
    return dictionary(
        activation,
        centred,
        tensors.transposed("W_enc", features, width),
        tensors.matrix("W_dec", features, width),
        tensors.vector("b_enc", features),
        tensors.vector("b_dec", width));
  }

  /** One threshold for all; below 0 it was never set. */
  private static Activation threshold(DictionaryTensors tensors, int features) {
    float[] threshold = new float[features];
    Arrays.fill(threshold, tensors.scalar("threshold"));
    return new JumpRelu(threshold);
  }

  private static Dictionary dictionary(
      Activation activation,
      boolean centred,
      FloatMatrix encoder,
      FloatMatrix decoder,
      float[] encoderBias,
      float[] decoderBias) {
    return new Dictionary(
        activation, Normalization.NONE, centred, encoder, decoder, encoderBias, decoderBias);
  }
}
