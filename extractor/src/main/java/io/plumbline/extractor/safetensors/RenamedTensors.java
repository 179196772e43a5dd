package io.plumbline.extractor.safetensors;

import io.plumbline.schemas.safetensors.TensorEntry;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tensors of another source under names of their own. What is asked for under another name is
 * looked up in the source, whose error says where it is missing.
 */
public final class RenamedTensors implements TensorSource {
  private final TensorSource source;
  private final SortedMap<String, String> originals;

  /**
   * Gives names.
   *
   * @param originals names in the source, by the name given here
   */
  public RenamedTensors(TensorSource source, SortedMap<String, String> originals) {
    this.source = source;
    this.originals = Collections.unmodifiableSortedMap(new TreeMap<>(originals));
  }

  /** All tensors of a source, one of them under a second name too. */
  public static RenamedTensors alias(TensorSource source, String alias, String original) {
    SortedMap<String, String> originals = new TreeMap<>();
    source.names().forEach(name -> originals.put(name, name));
    originals.put(alias, original);
    return new RenamedTensors(source, originals);
  }

  @Override
  public SortedSet<String> names() {
    return new TreeSet<>(originals.keySet());
  }

  @Override
  public TensorEntry entry(String name) {
    return source.entry(original(name)).renamed(name);
  }

  @Override
  public void read(String name, long from, FloatBuffer into) {
    source.read(original(name), from, into);
  }

  private String original(String name) {
    return originals.getOrDefault(name, name);
  }

  @Override
  public void close() {
    source.close();
  }
}
