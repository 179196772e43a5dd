package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.layer.AttentionMasks;
import io.plumbline.extractor.model.layer.DecoderLayer;
import io.plumbline.extractor.model.layer.Tap;
import io.plumbline.extractor.model.layer.TokenEmbedding;
import java.util.List;

/**
 * A stack of layers between an embedding and a head, whatever the family.
 *
 * <p>Sequences are padded on the right: under the causal mask no token sees what stands to its
 * right, so padding needs no mask of its own.
 */
public final class Decoder implements CausalModel {
  private final Architecture architecture;
  private final NDManager manager;
  private final TokenEmbedding embedding;
  private final List<DecoderLayer> layers;
  private final Head head;

  /**
   * Puts the parts together.
   *
   * @param manager owner of all weights, closed with this model
   */
  public Decoder(
      Architecture architecture,
      NDManager manager,
      TokenEmbedding embedding,
      List<DecoderLayer> layers,
      Head head) {
    this.architecture = architecture;
    this.manager = manager;
    this.embedding = embedding;
    this.layers = List.copyOf(layers);
    this.head = head;
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public Readout readout() {
    return new HeadReadout(head);
  }

  @Override
  public ForwardResult forward(ForwardRequest request) {
    int length = checkedLength(request);
    request.captures().keySet().forEach(architecture::require);
    Torch.withoutGradients();
    Captures captures = new Captures(request, length);
    try (NDManager pass = manager.newSubManager()) {
      AttentionMasks masks = new AttentionMasks(pass, length);
      NDArray x = embedding.apply(paddedIds(pass, request.sequences(), length));
      for (int i = 0; i < layersNeeded(request); i++) {
        x = runLayer(pass, i, x, masks, captures);
      }
      return new ForwardResult(captures.results(), head.logProbs(x, request.predictions(), length));
    }
  }

  private NDArray runLayer(
      NDManager pass, int index, NDArray x, AttentionMasks masks, Captures captures) {
    try (NDManager local = pass.newSubManager()) {
      x.attach(local);
      Tap tap = (kind, value) -> captures.offer(new HookPoint(index, kind), value);
      NDArray y = layers.get(index).forward(x, masks, tap);
      y.attach(pass);
      return y;
    }
  }

  private int layersNeeded(ForwardRequest request) {
    if (!request.predictions().isEmpty()) {
      return layers.size();
    }
    return request.captures().isEmpty() ? 0 : request.captures().lastKey().layer() + 1;
  }

  private int checkedLength(ForwardRequest request) {
    int length = 0;
    for (int[] sequence : request.sequences()) {
      if (sequence.length == 0 || sequence.length > architecture.maxPositions()) {
        throw new IllegalArgumentException("a sequence of " + sequence.length + " tokens");
      }
      for (int id : sequence) {
        if (id < 0 || id >= architecture.vocabulary()) {
          throw new IllegalArgumentException("token id " + id);
        }
      }
      length = Math.max(length, sequence.length);
    }
    if (length == 0) {
      throw new IllegalArgumentException("no sequences");
    }
    return length;
  }

  private static NDArray paddedIds(NDManager manager, List<int[]> sequences, int length) {
    long[] ids = new long[sequences.size() * length];
    for (int s = 0; s < sequences.size(); s++) {
      int[] sequence = sequences.get(s);
      for (int t = 0; t < sequence.length; t++) {
        ids[s * length + t] = sequence[t];
      }
    }
    return manager.create(ids, new Shape(sequences.size(), length));
  }

  @Override
  public void close() {
    manager.close();
  }
}
