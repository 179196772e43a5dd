package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.layer.BatchLayout;
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
    check(request.sequences());
    request.captures().keySet().forEach(architecture::require);
    Torch.forInference();
    try (NDManager pass = manager.newSubManager()) {
      BatchLayout layout = new BatchLayout(pass, request.sequences());
      int length = layout.length();
      Captures captures = new Captures(request, length);
      NDArray x = embedding.apply(paddedIds(pass, request.sequences(), length), layout);
      for (int i = 0; i < layersNeeded(request); i++) {
        x = runLayer(pass, i, x, layout, captures);
      }
      return new ForwardResult(captures.results(), head.logProbs(x, request.predictions(), length));
    }
  }

  private NDArray runLayer(
      NDManager pass, int index, NDArray x, BatchLayout layout, Captures captures) {
    try (NDManager local = pass.newSubManager()) {
      x.attach(local);
      Tap tap = (kind, value) -> captures.offer(new HookPoint(index, kind), value);
      NDArray y = layers.get(index).forward(x, layout, tap);
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

  private void check(List<TokenTree> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("no sequences");
    }
    for (TokenTree sequence : sequences) {
      if (sequence.length() == 0 || sequence.longest() > architecture.maxPositions()) {
        throw new IllegalArgumentException("a text of " + sequence.longest() + " tokens");
      }
      if (!sequence.lengths().allMatch(each -> architecture.alike(each, sequence.longest()))) {
        throw new IllegalArgumentException("texts of one sequence that are not computed alike");
      }
      for (int id : sequence.ids()) {
        if (id < 0 || id >= architecture.vocabulary()) {
          throw new IllegalArgumentException("token id " + id);
        }
      }
    }
  }

  private static NDArray paddedIds(NDManager manager, List<TokenTree> sequences, int length) {
    long[] ids = new long[sequences.size() * length];
    for (int s = 0; s < sequences.size(); s++) {
      int[] sequence = sequences.get(s).ids();
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
