package io.plumbline.extractor.adapter;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ParameterSpec;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorEntry;
import io.plumbline.schemas.safetensors.TensorSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Brings an adapter's tensors together with those of the base.
 *
 * @param architecture of the base, with an unembedding of its own
 */
record LoraFit(
    LoraConfig config, TensorSource tensors, TensorSource base, Architecture architecture) {

  /** The changes, by the name of the base's tensor. */
  SortedMap<String, LowRankDelta> deltas(Map<String, LoraFactors> factors) {
    SortedMap<String, LowRankDelta> deltas = new TreeMap<>();
    factors.forEach((module, pair) -> deltas.put(target(module + ".weight"), delta(module, pair)));
    return deltas;
  }

  /** Tensors that stand in for the base's, by the name of the base's tensor. */
  SortedMap<String, String> replacements(Map<String, String> byParameter) {
    SortedMap<String, String> replacements = new TreeMap<>();
    byParameter.forEach(
        (parameter, name) -> {
          String target = target(parameter);
          List<Long> shape = tensors.entry(name).shape();
          List<Long> stored = base.entry(target).shape();
          if (hasOtherRows(shape, stored)
              && stored.equals(base.entry(architecture.unembedding()).shape())) {
            throw resized(name + " " + shape, target);
          }
          if (!shape.equals(stored)) {
            throw misfit(name + " " + shape, target);
          }
          replacements.put(target, name);
        });
    return replacements;
  }

  /**
   * Checks that the adapter holds all that its configuration says.
   *
   * @param adapted tensors of the base that have factors
   * @param replaced tensors of the base that others stand in for
   * @throws UserError naming the file and what it lacks
   */
  void checkWhole(Set<String> adapted, Set<String> replaced) {
    for (ParameterSpec parameter : architecture.parameters()) {
      String name = parameter.name();
      String module = name.substring(0, name.lastIndexOf('.'));
      if (config.saves(module) && !replaced.contains(name)) {
        throw lacking("tensor " + name, "modules_to_save");
      }
      boolean inLayer = parameter.layer() != ParameterSpec.NO_LAYER;
      boolean isMap = parameter.shape().size() == 2;
      if (inLayer && isMap && config.targets(module) && !adapted.contains(name)) {
        throw lacking("factors of " + module, "target_modules");
      }
    }
  }

  private UserError lacking(String what, String field) {
    return new UserError(
        "%s has no %s, which %s of %s names; save the adapter again"
            .formatted(file(), what, field, LoraConfig.FILE));
  }

  private LowRankDelta delta(String module, LoraFactors pair) {
    String target = target(module + ".weight");
    List<Long> stored = base.entry(target).shape();
    List<Long> plain = List.of(out(pair), in(pair));
    boolean turns = pair.isEmbedding() || isStoredTurned(target);
    if (!stored.equals(turns ? List.of(in(pair), out(pair)) : plain)) {
      throw misfit(pair.b() + " times " + pair.a() + " " + plain, target);
    }
    return new LowRankDelta(
        pair.a(),
        pair.b(),
        config.rank(module),
        config.scale(module),
        turns,
        Math.toIntExact(stored.get(0)),
        Math.toIntExact(stored.get(1)));
  }

  /**
   * Whether a weight is stored as {@code [in, out]}. The adapter's configuration does not tell:
   * PEFT changes its {@code fan_in_fan_out} with each module it comes to, and needs it for merging
   * only.
   */
  private boolean isStoredTurned(String target) {
    return architecture.parameters().stream()
        .anyMatch(parameter -> parameter.transposed() && parameter.name().equals(target));
  }

  private long in(LoraFactors pair) {
    return tensors.entry(pair.a()).shape().get(1);
  }

  private long out(LoraFactors pair) {
    return tensors.entry(pair.b()).shape().get(0);
  }

  private String target(String parameter) {
    return new BaseNames(base.names(), architecture.unembedding())
        .find(parameter)
        .orElseThrow(
            () ->
                new UserError(
                    file()
                        + " changes "
                        + parameter
                        + ", which the base does not have"
                        + remedy()));
  }

  private static boolean hasOtherRows(List<Long> shape, List<Long> stored) {
    return shape.size() == 2 && !shape.equals(stored) && shape.get(1).equals(stored.get(1));
  }

  private UserError resized(String what, String target) {
    return new UserError(
        doesNotFit(what, target)
            + "; it was trained with another number of tokens: give with --base its base as"
            + " resize_token_embeddings and save_pretrained write it with as many");
  }

  private UserError misfit(String what, String target) {
    return new UserError(doesNotFit(what, target) + remedy());
  }

  private String doesNotFit(String what, String target) {
    TensorEntry entry = base.entry(target);
    return file()
        + ": "
        + what
        + " does not fit the base's tensor "
        + target
        + " "
        + entry.shape()
        + " in "
        + entry.file();
  }

  private String file() {
    return tensors.entry(tensors.names().first()).file().toString();
  }

  private String remedy() {
    return "; give with --base the model that the adapter was trained on"
        + (config.trainedOn().isEmpty() ? "" : ", " + config.trainedOn());
  }
}
