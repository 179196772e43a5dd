package io.plumbline.extractor.adapter;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorEntry;
import io.plumbline.schemas.safetensors.TensorSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Brings an adapter's tensors together with those of the base. */
record LoraFit(LoraConfig config, TensorSource tensors, TensorSource base, String head) {

  /** The changes, by the name of the base's tensor. */
  SortedMap<String, LowRankDelta> deltas(Map<String, LoraFactors> factors) {
    SortedMap<String, LowRankDelta> deltas = new TreeMap<>();
    boolean transposed = config.fanInFanOut() || hasTransposed(factors);
    factors.forEach(
        (module, pair) -> deltas.put(target(module + ".weight"), delta(module, pair, transposed)));
    return deltas;
  }

  /** Tensors that stand in for the base's, by the name of the base's tensor. */
  SortedMap<String, String> replacements(Map<String, String> byParameter) {
    SortedMap<String, String> replacements = new TreeMap<>();
    byParameter.forEach(
        (parameter, name) -> {
          String target = target(parameter);
          List<Long> shape = tensors.entry(name).shape();
          if (!shape.equals(base.entry(target).shape())) {
            throw misfit(name + " " + shape, target);
          }
          replacements.put(target, name);
        });
    return replacements;
  }

  /**
   * Whether weights of this model are stored as {@code [in, out]}. The configuration does not say
   * so reliably, since PEFT changes it with each module it comes to; a weight that is not square
   * does.
   */
  private boolean hasTransposed(Map<String, LoraFactors> factors) {
    return factors.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmbedding())
        .anyMatch(
            entry -> {
              List<Long> stored = base.entry(target(entry.getKey() + ".weight")).shape();
              return stored.equals(List.of(in(entry.getValue()), out(entry.getValue())))
                  && !stored.get(0).equals(stored.get(1));
            });
  }

  private LowRankDelta delta(String module, LoraFactors pair, boolean transposed) {
    String target = target(module + ".weight");
    List<Long> stored = base.entry(target).shape();
    List<Long> plain = List.of(out(pair), in(pair));
    List<Long> turned = List.of(in(pair), out(pair));
    boolean turns = stored.equals(turned) && (pair.isEmbedding() || transposed);
    if (!turns && (pair.isEmbedding() || !stored.equals(plain))) {
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

  private long in(LoraFactors pair) {
    return tensors.entry(pair.a()).shape().get(1);
  }

  private long out(LoraFactors pair) {
    return tensors.entry(pair.b()).shape().get(0);
  }

  private String target(String parameter) {
    return new BaseNames(base.names(), head)
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

  private UserError misfit(String what, String target) {
    TensorEntry entry = base.entry(target);
    return new UserError(
        file()
            + ": "
            + what
            + " does not fit the base's tensor "
            + target
            + " "
            + entry.shape()
            + " in "
            + entry.file()
            + remedy());
  }

  private String file() {
    return tensors.entry(tensors.names().first()).file().toString();
  }

  private String remedy() {
    return "; give with --base the model that the adapter was trained on"
        + (config.trainedOn().isEmpty() ? "" : ", " + config.trainedOn());
  }
}
