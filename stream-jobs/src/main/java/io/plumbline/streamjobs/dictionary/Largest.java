package io.plumbline.streamjobs.dictionary;

import java.util.Arrays;

/**
 * Finds the largest positive entries of a row in one pass, by a heap whose smallest is on top.
 *
 * <p>An entry and its column are one number: the entry's bits, whose order is that of positive
 * floats, above the column counted down, so that of equal entries the first is the larger.
 */
final class Largest {
  private final long[] heap;

  /**
   * @param most entries to find, at least 1
   */
  Largest(int most) {
    this.heap = new long[most];
  }

  /**
   * Writes the ascending columns of a row's largest positive entries.
   *
   * @param entries rows one after the other
   * @param from where the row starts
   * @param width of the row
   * @param columns written from place {@code to} on
   * @return how many there are
   */
  int columns(float[] entries, int from, int width, int[] columns, int to) {
    int size = 0;
    int column = 0;
    for (; column < width && size < heap.length; column++) {
      float entry = entries[from + column];
      if (entry > 0) {
        siftUp(size++, number(entry, column));
      }
    }
    float smallest = entry(heap[0]);
    for (; column < width; column++) {
      float entry = entries[from + column];
      if (entry > smallest) {
        siftDown(number(entry, column));
        smallest = entry(heap[0]);
      }
    }
    for (int i = 0; i < size; i++) {
      columns[to + i] = column(heap[i]);
    }
    Arrays.sort(columns, to, to + size);
    return size;
  }

  private static long number(float entry, int column) {
    return (long) Float.floatToRawIntBits(entry) << Integer.SIZE | Integer.MAX_VALUE - column;
  }

  private static float entry(long number) {
    return Float.intBitsToFloat((int) (number >>> Integer.SIZE));
  }

  private static int column(long number) {
    return Integer.MAX_VALUE - (int) number;
  }

  /** Puts a number into the first free place. */
  private void siftUp(int free, long number) {
    int place = free;
    while (place > 0 && heap[(place - 1) / 2] > number) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = number;
  }

  /** Puts a number in the place of the smallest of a full heap. */
  private void siftDown(long number) {
    int place = 0;
    int child = 1;
    while (child < heap.length) {
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= number) {
        break;
      }
      heap[place] = heap[child];
      place = child;
      child = 2 * place + 1;
    }
    heap[place] = number;
  }
}
