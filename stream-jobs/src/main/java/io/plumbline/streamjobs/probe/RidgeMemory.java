package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a ridge is fitted to: the rows of a checkpoint, and those of the checkpoints before it with
 * smaller weights. Rows are kept as they are while they are fewer than their columns, then as
 * {@link RidgeSums}, so that neither size nor the cost of a fit grows with the number of
 * checkpoints. Sums take the square of the columns: of more than {@link Ridge#MOST_COLUMNS} there
 * are none, and the oldest checkpoints are forgotten while there are more than {@link
 * Ridge#MOST_ROWS} rows. Immutable.
 */
final class RidgeMemory {
  private final int folds;

  /** By fold; empty where rows are kept. */
  private final RidgeSums[] sums;

  /** By checkpoint; empty where sums are kept. */
  private final List<RidgeRows> rows;

  private RidgeMemory(int folds, RidgeSums[] sums, List<RidgeRows> rows) {
    this.folds = folds;
    this.sums = sums;
    this.rows = rows;
  }

  /**
   * Of the rows of one checkpoint.
   *
   * @param x {@code [rows, columns]}
   * @param y by target and row
   * @param fold of each row
   */
  static RidgeMemory of(CsrMatrix x, double[][] y, int[] fold, int folds) {
    return ofRows(folds, List.of(new RidgeRows(x, y, fold, 1)));
  }

  private static RidgeMemory ofRows(int folds, List<RidgeRows> rows) {
    RidgeMemory memory = new RidgeMemory(folds, new RidgeSums[0], rows);
    int columns = memory.columns();
    int count = rows.stream().mapToInt(part -> part.x().rows()).sum();
    if (columns <= Math.min(count, Ridge.MOST_COLUMNS)) {
      return new RidgeMemory(folds, memory.summed(), List.of());
    }
    int forgotten = 0;
    while (columns > Ridge.MOST_COLUMNS && count > Ridge.MOST_ROWS && forgotten < rows.size() - 1) {
      count -= rows.get(forgotten++).x().rows();
    }
    return new RidgeMemory(folds, memory.sums, rows.subList(forgotten, rows.size()));
  }

  /** Of these rows, and those before them with their weights multiplied by the decay. */
  RidgeMemory after(RidgeMemory before, double decay) {
    if (decay == 0) {
      return this;
    }
    if (sums.length == 0 && before.sums.length == 0) {
      List<RidgeRows> all = new ArrayList<>();
      before.rows.forEach(earlier -> all.add(earlier.times(decay)));
      all.addAll(rows);
      return ofRows(folds, all);
    }
    RidgeSums[] total = summed();
    RidgeSums[] earlier = before.summed();
    for (int f = 0; f < folds; f++) {
      total[f].add(earlier[f], decay);
    }
    return new RidgeMemory(folds, total, List.of());
  }

  /** Fitted to all folds but one, and to all. */
  FoldModels fit(Ridge ridge) {
    return sums.length > 0 ? FoldModels.fit(ridge, sums) : FoldModels.fit(ridge, rows, folds);
  }

  private int columns() {
    return sums.length > 0 ? sums[0].columns() : rows.get(0).x().columns();
  }

  /** Sums of their own, by fold. */
  private RidgeSums[] summed() {
    int targets = sums.length > 0 ? sums[0].targets() : rows.get(0).y().length;
    RidgeSums[] total = new RidgeSums[folds];
    for (int f = 0; f < folds; f++) {
      total[f] = new RidgeSums(columns(), targets);
      if (sums.length > 0) {
        total[f].add(sums[f], 1);
      }
    }
    rows.forEach(part -> part.addTo(total));
    return total;
  }

  /** What a memory of so many columns does not hold; nothing where it holds all. */
  static Optional<String> limits(int columns) {
    return columns <= Ridge.MOST_COLUMNS
        ? Optional.empty()
        : Optional.of(
            "Of "
                + columns
                + " features (more than "
                + Ridge.MOST_COLUMNS
                + ") only the newest checkpoints are carried over that have no more than "
                + Ridge.MOST_ROWS
                + " rows together.");
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(folds);
    out.writeInt(sums.length);
    for (RidgeSums fold : sums) {
      fold.write(out);
    }
    out.writeInt(rows.size());
    for (RidgeRows part : rows) {
      part.write(out);
    }
  }

  static RidgeMemory read(DataInput in) throws IOException {
    int folds = in.readInt();
    RidgeSums[] sums = new RidgeSums[in.readInt()];
    for (int f = 0; f < sums.length; f++) {
      sums[f] = RidgeSums.read(in);
    }
    List<RidgeRows> rows = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      rows.add(RidgeRows.read(in));
    }
    return new RidgeMemory(folds, sums, rows);
  }
}
