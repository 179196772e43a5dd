package io.plumbline.extractor.adapter;

import io.plumbline.schemas.safetensors.TensorEntry;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.FloatBuffer;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A base model with an adapter over it: {@code W + scale B A}, computed as {@code W} is read, so
 * that there is never a second copy of the weights.
 */
public final class LoraOverlay implements TensorSource {
  private final TensorSource base;
  private final LoraAdapter adapter;
  private final SortedMap<String, LowRankDelta> deltas;
  private final SortedMap<String, String> replacements;
  private final DeltaBlocks blocks;

  LoraOverlay(TensorSource base, LoraAdapter adapter, LoraFit fit) {
    this.base = base;
    this.adapter = adapter;
    this.deltas = fit.deltas(adapter.factors());
    this.replacements = fit.replacements(adapter.replacements());
    fit.checkWhole(deltas.keySet(), replacements.keySet());
    this.blocks = new DeltaBlocks(adapter.tensors());
  }

  /** Whether the adapter may change a tensor. */
  public boolean changes(String name) {
    return deltas.containsKey(name) || replacements.containsKey(name);
  }

  @Override
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>(base.names());
    names.addAll(replacements.keySet());
    return names;
  }

  /** Where the base or, for a tensor that it replaces, the adapter holds the tensor. */
  @Override
  public TensorEntry entry(String name) {
    String replacement = replacements.get(name);
    return replacement == null
        ? base.entry(name)
        : adapter.tensors().entry(replacement).renamed(name);
  }

  @Override
  public void read(String name, long from, FloatBuffer into) {
    int start = into.position();
    String replacement = replacements.get(name);
    if (replacement == null) {
      base.read(name, from, into);
    } else {
      adapter.tensors().read(replacement, from, into);
    }
    LowRankDelta delta = deltas.get(name);
    if (delta != null) {
      blocks.add(delta, from, into, start);
    }
  }

  @Override
  public void close() {
    adapter.close();
    base.close();
  }
}
