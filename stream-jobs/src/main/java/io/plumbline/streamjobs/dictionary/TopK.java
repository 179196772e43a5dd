package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/**
 * Keeps the k largest entries of each row, those of them that are positive (Gao et al., "Scaling
 * and evaluating sparse autoencoders", arXiv 2406.04093). Of equal entries the first are kept.
 *
 * @param k most entries kept
 */
public record TopK(int k) implements Activation {
  @Override
  public void apply(FloatMatrix preActivations) {
    int width = preActivations.columns();
    float[] values = preActivations.values();
    for (int start = 0; start < values.length; start += width) {
      keepLargest(values, start, start + width);
    }
  }

  private void keepLargest(float[] values, int from, int to) {
    float threshold = k < to - from ? threshold(values, from, to) : 0;
    if (threshold == 0) {
      for (int i = from; i < to; i++) {
        values[i] = values[i] > 0 ? values[i] : 0;
      }
      return;
    }
    int kept = 0;
    for (int i = from; i < to; i++) {
      boolean keep = values[i] >= threshold;
      values[i] = keep ? values[i] : 0;
      kept += keep ? 1 : 0;
    }
    for (int i = to - 1; kept > k; i--) {
      if (values[i] == threshold) {
        values[i] = 0;
        kept--;
      }
    }
  }

  /** The k-th largest of the positive entries; 0 where there are fewer. */
  private float threshold(float[] values, int from, int to) {
    float[] heap = new float[k];
    int size = 0;
    int next = from;
    for (; next < to && size < k; next++) {
      if (values[next] > 0) {
        siftUp(heap, size++, values[next]);
      }
    }
    float smallest = heap[0];
    for (; next < to; next++) {
      if (values[next] > smallest) {
        siftDown(heap, values[next]);
        smallest = heap[0];
      }
    }
    return size < k ? 0 : smallest;
  }

  /** Puts a value into the first free place of a heap whose smallest is on top. */
  private static void siftUp(float[] heap, int free, float value) {
    int place = free;
    while (place > 0 && heap[(place - 1) / 2] > value) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = value;
  }

  /** Puts a value into a full heap in the place of its smallest. */
  private static void siftDown(float[] heap, float value) {
    int place = 0;
    int child = 1;
    while (child < heap.length) {
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= value) {
        break;
      }
      heap[place] = heap[child];
      place = child;
      child = 2 * place + 1;
    }
    heap[place] = value;
  }
}
