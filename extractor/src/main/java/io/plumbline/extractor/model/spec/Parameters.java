package io.plumbline.extractor.model.spec;

import io.plumbline.extractor.model.ParameterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the parameters of a model while its parts declare them. */
final class Parameters {
  private final List<ParameterSpec> specs = new ArrayList<>();
  private int layer = ParameterSpec.NO_LAYER;

  /** What is added from now on belongs to this layer. */
  void enter(int index) {
    layer = index;
  }

  void add(String name, long... shape) {
    List<Long> sizes = new ArrayList<>();
    for (long size : shape) {
      sizes.add(size);
    }
    specs.add(new ParameterSpec(name, sizes, layer, false));
  }

  /** Adds a map that is stored the other way round. */
  void addTransposed(String name, long in, long out) {
    specs.add(new ParameterSpec(name, List.of(in, out), layer, true));
  }

  List<ParameterSpec> byName() {
    return specs.stream().sorted(Comparator.comparing(ParameterSpec::name)).toList();
  }
}
