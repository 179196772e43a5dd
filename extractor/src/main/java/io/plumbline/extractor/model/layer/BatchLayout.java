package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.TokenTree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the tokens of a batch stand in their texts, and which tokens each of them sees. What layers
 * need of it is made once per forward pass.
 */
public final class BatchLayout {
  /** Window of a position that sees everything before it. */
  public static final int EVERYTHING = Integer.MAX_VALUE;

  private final NDManager pass;
  private final List<TokenTree> sequences;
  private final int length;
  private final boolean plain;
  private final NDArray positions;
  private final Map<Integer, NDArray> masks = new HashMap<>();
  private final Map<Rotary, Rotary.Angles> angles = new HashMap<>();

  /**
   * Lays out sequences, padded on the right to the longest of them.
   *
   * @param pass owner of all that is made
   */
  public BatchLayout(NDManager pass, List<TokenTree> sequences) {
    this.pass = pass;
    this.sequences = List.copyOf(sequences);
    this.length = sequences.stream().mapToInt(TokenTree::length).max().orElseThrow();
    this.plain = sequences.stream().allMatch(TokenTree::isPlain);
    this.positions = plain ? null : positions();
  }

  /** Padded length of the sequences. */
  public int length() {
    return length;
  }

  /** Owner of what is made for this pass. */
  NDManager pass() {
    return pass;
  }

  /** Length of the longest text. */
  int longest() {
    return sequences.stream().mapToInt(TokenTree::longest).max().orElseThrow();
  }

  /** Length of the longest text of each sequence. */
  List<Integer> longestOfEach() {
    return sequences.stream().map(TokenTree::longest).toList();
  }

  /**
   * The rows of a table at the positions of the tokens.
   *
   * @param table {@code [positions, width]}
   * @return {@code [length, width]} where that holds for all sequences, else {@code [batch, length,
   *     width]}
   */
  NDArray byPosition(NDArray table) {
    return plain
        ? table.get(pass, new NDIndex("0:{}", length))
        : table.get(pass, new NDIndex("{}", positions));
  }

  /**
   * The rows of a table of each sequence's own.
   *
   * @param tables {@code [positions, width]} for each sequence
   * @return {@code [batch, length, width]}
   */
  NDArray byPosition(List<NDArray> tables) {
    NDList rows = new NDList();
    for (int s = 0; s < tables.size(); s++) {
      NDIndex index =
          plain ? new NDIndex("0:{}", length) : new NDIndex("{}", positions.get(pass, s));
      rows.add(tables.get(s).get(pass, index));
    }
    return NDArrays.stack(rows);
  }

  /** Lets what {@link #byPosition} gives be applied to {@code [batch, heads, length, width]}. */
  NDArray overHeads(NDArray rows) {
    return rows.getShape().dimension() == 2 ? rows : rows.expandDims(1);
  }

  Rotary.Angles angles(Rotary rotary) {
    return angles.computeIfAbsent(rotary, turns -> turns.angles(this));
  }

  /** Whether every token sees all that stand before it. */
  boolean isCausal(int window) {
    return plain && window >= length;
  }

  /**
   * The mask of the scores: 0 where a row may look, minus infinity elsewhere.
   *
   * @param window how many positions each sees, itself and those right before it
   * @return {@code [length, length]} where that holds for all sequences, else {@code [batch, 1,
   *     length, length]}
   */
  NDArray mask(int window) {
    return masks.computeIfAbsent(Math.min(window, length), this::makeMask);
  }

  private NDArray makeMask(int window) {
    int layers = plain ? 1 : sequences.size();
    float[] mask = new float[layers * length * length];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    for (int s = 0; s < layers; s++) {
      int shared = plain ? length : sequences.get(s).shared();
      int[] branches = plain ? new int[length] : sequences.get(s).branches();
      for (int row = 0; row < length; row++) {
        int start = (s * length + row) * length;
        int branch = row < branches.length ? branches[row] : 0;
        if (branch > shared) {
          // The distance to what is shared is one of positions, not of places.
          int position = shared + row - branch;
          look(mask, start, Math.max(0, position - window + 1), shared);
        }
        int from = branch > shared ? branch : 0;
        look(mask, start, Math.max(from, row - window + 1), row + 1);
      }
    }
    return pass.create(
        mask, plain ? new Shape(length, length) : new Shape(layers, 1, length, length));
  }

  private static void look(float[] mask, int start, int from, int to) {
    if (from < to) {
      Arrays.fill(mask, start + from, start + to, 0);
    }
  }

  private NDArray positions() {
    long[] all = new long[sequences.size() * length];
    for (int s = 0; s < sequences.size(); s++) {
      int[] own = sequences.get(s).positions();
      for (int place = 0; place < own.length; place++) {
        all[s * length + place] = own[place];
      }
    }
    return pass.create(all, new Shape(sequences.size(), length));
  }
}
