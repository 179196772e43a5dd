package io.plumbline.streamjobs.dictionary.layout;

import io.plumbline.schemas.UserError;
import io.plumbline.streamjobs.dictionary.Activation;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.Gated;
import io.plumbline.streamjobs.dictionary.JumpRelu;
import io.plumbline.streamjobs.dictionary.Normalization;
import io.plumbline.streamjobs.dictionary.Relu;
import io.plumbline.streamjobs.dictionary.TopK;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * SAELens: {@code cfg.json} in the form of version 6, with its metadata apart, or of those before;
 * W_enc {@code [d_in, d_sae]}, W_dec {@code [d_sae, d_in]}, b_dec and what the kind has.
 */
final class SaeLensLayout implements Layout {
  static final String WEIGHTS = "sae_weights.safetensors";
  static final String CONFIG = "cfg.json";

  /** Where a training run keeps the factor that its activations were scaled by. */
  private static final String SCALER = "activation_scaler.json";

  @Override
  public StoredDictionary read(DictionaryConfig config, DictionaryTensors tensors) {
    refuseWhatIsNotUnderstood(config);
    int width = config.count("d_in");
    int features = config.count("d_sae");
    String kind = kind(config);
    List<String> remarks = new ArrayList<>();
    TreeSet<String> known = new TreeSet<>(List.of("W_enc", "W_dec", "b_dec"));
    known.addAll(
        switch (kind) {
          case "gated" -> List.of("b_gate", "b_mag", "r_mag");
          case "jumprelu" -> List.of("b_enc", "threshold");
          default -> List.of("b_enc");
        });
    if (tensors.has("scaling_factor")) {
      requireOnes(tensors, features);
      known.add("scaling_factor");
    }
    tensors.requireOnly(known);

    FloatMatrix encoder = tensors.transposed("W_enc", features, width);
    FloatMatrix decoder = tensors.matrix("W_dec", features, width);
    float[] decoderBias = tensors.vector("b_dec", width);
    Normalization normalization = normalization(config, encoder, decoder, decoderBias, remarks);
    float[] encoderBias = tensors.vector(kind.equals("gated") ? "b_gate" : "b_enc", features);
    if (config.flag("rescale_acts_by_decoder_norm", false)) {
      if (!kind.equals("topk")) {
        throw config.notUnderstood("rescale_acts_by_decoder_norm", "only topk has it");
      }
      double[] norms = Fold.norms(decoder);
      Fold.scaleRows(encoder, norms);
      Fold.scale(encoderBias, norms);
      Fold.divideRows(decoder, norms);
    }
    return new StoredDictionary(
        new Dictionary(
            activation(kind, config, tensors, encoderBias),
            normalization,
            config.flag("apply_b_dec_to_input", true),
            encoder,
            decoder,
            encoderBias,
            decoderBias),
        "SAELens",
        hook(config),
        remarks);
  }

  private static void refuseWhatIsNotUnderstood(DictionaryConfig config) {
    SaeLensFields.requireKnown(config);
    if (config.flag("finetuning_scaling_factor", false)) {
      throw config.notUnderstood("finetuning_scaling_factor");
    }
    for (DictionaryConfig place : List.of(config, config.within("metadata"))) {
      for (String head : List.of("hook_head_index", "hook_point_head_index")) {
        if (place.has(head)) {
          throw place.notUnderstood(head, "dictionaries of one head are not read");
        }
      }
    }
    DictionaryConfig metadata = config.within("metadata");
    for (String field : List.of("hook_name_out", "hook_head_index_out")) {
      if (metadata.has(field)) {
        throw metadata.notUnderstood(field, "dictionaries from one hook to another are not read");
      }
    }
    String reshape = config.text("reshape_activations").orElse("none");
    if (!reshape.equals("none") && !reshape.equals("hook_z")) {
      throw config.notUnderstood("reshape_activations");
    }
  }

  /** standard, topk, jumprelu or gated. */
  private static String kind(DictionaryConfig config) {
    String kind = config.text("architecture").orElse("standard");
    String function = activationField(config);
    String activation = config.text(function).orElse("relu");
    switch (kind) {
      case "standard" -> {
        if (activation.equals("topk")) {
          return "topk";
        }
      }
      case "topk" -> {
        return kind;
      }
      case "jumprelu", "gated" -> {}
      case "batchtopk" ->
          throw config.notUnderstood(
              "architecture", "save it with save_inference_model, which makes a jumprelu of it");
      default -> throw config.notUnderstood("architecture");
    }
    if (!activation.equals("relu")) {
      throw config.notUnderstood(function);
    }
    return kind;
  }

  private static String activationField(DictionaryConfig config) {
    return config.has("activation_fn") ? "activation_fn" : "activation_fn_str";
  }

  private static void requireOnes(DictionaryTensors tensors, int features) {
    for (float factor : tensors.vector("scaling_factor", features)) {
      if (Math.abs(factor - 1) > 1e-5) {
        throw new UserError(tensors.file() + ": tensor scaling_factor is not understood");
      }
    }
  }

  private static Normalization normalization(
      DictionaryConfig config,
      FloatMatrix encoder,
      FloatMatrix decoder,
      float[] decoderBias,
      List<String> remarks) {
    String field = "normalize_activations";
    String name = config.text(field).orElse("none");
    switch (name) {
      case "none", "false" -> {
        return Normalization.NONE;
      }
      case "constant_norm_rescale" -> {
        return Normalization.CONSTANT_NORM;
      }
      case "layer_norm" -> {
        return Normalization.LAYER_NORM;
      }
      case "expected_average_only_in", "true" -> {
        Path scaler = config.file().resolveSibling(SCALER);
        if (Files.exists(scaler)) {
          double factor = factor(scaler);
          Fold.scale(encoder.values(), factor);
          Fold.scale(decoder.values(), 1 / factor);
          Fold.scale(decoderBias, 1 / factor);
        } else {
          remarks.add(
              "It was trained on activations that were scaled to an average norm of sqrt(d_in),"
                  + " and no "
                  + SCALER
                  + " beside it tells the factor: as in SAELens, activations are read unscaled.");
        }
        return Normalization.NONE;
      }
      default -> throw config.notUnderstood(field);
    }
  }

  private static double factor(Path scaler) {
    DictionaryConfig fields = DictionaryConfig.read(scaler);
    double factor = fields.fields().path("scaling_factor").asDouble();
    if (fields.flag("has_whitening", false) || !(factor > 0 && Double.isFinite(factor))) {
      throw fields.notUnderstood("scaling_factor");
    }
    return factor;
  }

  private static Activation activation(
      String kind, DictionaryConfig config, DictionaryTensors tensors, float[] encoderBias) {
    int features = encoderBias.length;
    return switch (kind) {
      case "topk" -> new TopK(k(config));
      case "jumprelu" -> new JumpRelu(tensors.vector("threshold", features));
      case "gated" -> {
        float[] scale = tensors.vector("r_mag", features);
        for (int j = 0; j < features; j++) {
          scale[j] = (float) StrictMath.exp(scale[j]);
        }
        yield new Gated(encoderBias, scale, tensors.vector("b_mag", features));
      }
      default -> new Relu();
    };
  }

  private static int k(DictionaryConfig config) {
    return config.has("k") ? config.count("k") : config.within("activation_fn_kwargs").count("k");
  }

  private static Optional<String> hook(DictionaryConfig config) {
    return config
        .within("metadata")
        .text("hook_name")
        .or(() -> config.text("hook_name"))
        .or(() -> config.text("hook_point"));
  }
}
