package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be told of texts without a model: their length, and which words they have. */
final class TextDesigns {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  private TextDesigns() {}

  /** Number of characters, {@code [texts, 1]}. */
  static Design length(List<String> texts) {
    float[] lengths = new float[texts.size()];
    for (int i = 0; i < lengths.length; i++) {
      String text = texts.get(i);
      lengths[i] = text.codePointCount(0, text.length());
    }
    return new Design.Sparse(CsrMatrix.of(new FloatMatrix(lengths.length, 1, lengths)));
  }

  /** How often each word occurs, in small letters, {@code [texts, words]}. */
  static Design words(List<String> texts) {
    List<SortedMap<String, Integer>> counts = texts.stream().map(TextDesigns::count).toList();
    Map<String, Integer> columns = new TreeMap<>();
    counts.forEach(count -> count.keySet().forEach(word -> columns.put(word, 0)));
    int next = 0;
    for (Map.Entry<String, Integer> column : columns.entrySet()) {
      column.setValue(next++);
    }
    int[] pointers = new int[texts.size() + 1];
    List<Integer> indices = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      counts
          .get(i)
          .forEach(
              (word, count) -> {
                indices.add(columns.get(word));
                values.add(count);
              });
      pointers[i + 1] = indices.size();
    }
    float[] numbers = new float[values.size()];
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] = values.get(j);
    }
    return new Design.Words(
        new CsrMatrix(
            columns.size(),
            pointers,
            indices.stream().mapToInt(Integer::intValue).toArray(),
            numbers));
  }

  private static SortedMap<String, Integer> count(String text) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (words.find()) {
      counts.merge(words.group(), 1, Integer::sum);
    }
    return counts;
  }
}
