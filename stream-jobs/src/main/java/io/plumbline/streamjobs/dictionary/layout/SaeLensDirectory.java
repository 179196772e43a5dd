package io.plumbline.streamjobs.dictionary.layout;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.SafetensorsWriter;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.Gated;
import io.plumbline.streamjobs.dictionary.JumpRelu;
import io.plumbline.streamjobs.dictionary.TopK;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a dictionary as SAELens does since version 6, so that its users can load it there. */
public final class SaeLensDirectory {
  /** Files that tell no version are taken for those of old ones, and lose their metadata. */
  private static final String VERSION = "6.0.0";

  private static final JsonMapper JSON = new JsonMapper();

  private SaeLensDirectory() {}

  /**
   * Writes {@code cfg.json} and {@code sae_weights.safetensors}. Tied weights, which SAELens does
   * not know, are written twice.
   *
   * @param hook what it is a dictionary of
   * @param directory made if it is not there
   * @throws UserError if it cannot be written
   */
  public static void write(Dictionary dictionary, String hook, Path directory) {
    try {
      Files.createDirectories(directory);
      JSON.writeValue(
          directory.resolve(SaeLensLayout.CONFIG).toFile(), configuration(dictionary, hook));
    } catch (IOException e) {
      throw new UserError(directory + " cannot be written: " + e.getMessage(), e);
    }
    Map<String, float[]> vectors = vectors(dictionary);
    long width = dictionary.width();
    long features = dictionary.features();
    TreeMap<String, List<Long>> shapes = new TreeMap<>();
    shapes.put("W_enc", List.of(width, features));
    shapes.put("W_dec", List.of(features, width));
    vectors.forEach((name, vector) -> shapes.put(name, List.of((long) vector.length)));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            directory.resolve(SaeLensLayout.WEIGHTS), shapes, new TreeMap<>())) {
      writer.write("W_enc", transposed(dictionary.encoder()));
      writer.write("W_dec", dictionary.decoder().values());
      vectors.forEach(writer::write);
    }
  }

  private static ObjectNode configuration(Dictionary dictionary, String hook) {
    ObjectNode config =
        JSON.createObjectNode()
            .put("d_in", dictionary.width())
            .put("d_sae", dictionary.features())
            .put("dtype", "float32")
            .put("device", "cpu")
            .put("apply_b_dec_to_input", dictionary.centred())
            .put(
                "normalize_activations",
                switch (dictionary.normalization()) {
                  case NONE -> "none";
                  case CONSTANT_NORM -> "constant_norm_rescale";
                  case LAYER_NORM -> "layer_norm";
                })
            .put("reshape_activations", "none");
    config.putObject("metadata").put("hook_name", hook).put("sae_lens_version", VERSION);
    if (dictionary.activation() instanceof TopK topK) {
      config.put("k", topK.k()).put("rescale_acts_by_decoder_norm", false);
    }
    String kind = dictionary.kind();
    return config.put("architecture", kind.equals("tied-relu") ? "standard" : kind);
  }

  private static Map<String, float[]> vectors(Dictionary dictionary) {
    Map<String, float[]> vectors = new TreeMap<>(Map.of("b_dec", dictionary.decoderBias()));
    if (dictionary.activation() instanceof Gated gated) {
      float[] scale = gated.scale().clone();
      for (int j = 0; j < scale.length; j++) {
        scale[j] = (float) StrictMath.log(scale[j]);
      }
      vectors.put("r_mag", scale);
      vectors.put("b_gate", gated.gateBias());
      vectors.put("b_mag", gated.magnitudeBias());
      return vectors;
    }
    vectors.put("b_enc", dictionary.encoderBias());
    if (dictionary.activation() instanceof JumpRelu jump) {
      vectors.put("threshold", jump.threshold());
    }
    return vectors;
  }

  private static float[] transposed(FloatMatrix matrix) {
    float[] values = new float[matrix.values().length];
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        values[j * matrix.rows() + i] = matrix.get(i, j);
      }
    }
    return values;
  }
}
