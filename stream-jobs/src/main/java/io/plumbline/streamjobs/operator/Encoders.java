package io.plumbline.streamjobs.operator;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.linalg.Scratch;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encoders by key, so that a batch does not have to read its dictionary from state, nor copy it for
 * its product. The {@value #MOST} used last are kept, since their copies lie outside of the heap.
 */
final class Encoders implements AutoCloseable {
  private static final int MOST = 64;

  private final TorchMatrixProduct products;
  private final Scratch scratch = new Scratch();
  private final Map<String, Encoder> encoders = new LinkedHashMap<>(MOST, 0.75f, true);

  Encoders(TorchMatrixProduct products) {
    this.products = products;
  }

  /** The encoder of a key, null if it is not kept. */
  Encoder get(String key) {
    return encoders.get(key);
  }

  /**
   * Makes the encoder of a key.
   *
   * @param note what the training of the dictionary had to do without, null if nothing
   */
  Encoder put(String key, Dictionary dictionary, String note) {
    if (encoders.size() == MOST) {
      encoders.remove(encoders.keySet().iterator().next()).close();
    }
    Encoder encoder =
        new Encoder(dictionary, note, products.holding(dictionary.encoder()), scratch);
    encoders.put(key, encoder);
    return encoder;
  }

  /** Forgets the encoder of a key, if it is kept. */
  void remove(String key) {
    Encoder encoder = encoders.remove(key);
    if (encoder != null) {
      encoder.close();
    }
  }

  @Override
  public void close() {
    encoders.values().forEach(Encoder::close);
    encoders.clear();
  }
}
