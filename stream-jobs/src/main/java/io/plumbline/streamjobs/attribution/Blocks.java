package io.plumbline.streamjobs.attribution;

/**
 * The contexts of a checkpoint, block by block in canonical order, so that they need not all be in
 * memory.
 */
@FunctionalInterface
public interface Blocks {
  /** Takes one block. */
  @FunctionalInterface
  interface Consumer {
    void accept(ContextBlock block);
  }

  /** Hands over all blocks; can be called again. */
  void forEach(Consumer consumer) throws Exception;
}
