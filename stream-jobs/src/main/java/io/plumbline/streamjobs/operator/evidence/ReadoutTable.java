package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.NormType;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.attribution.FinalNorm;
import io.plumbline.streamjobs.attribution.LogitLens;
import io.plumbline.streamjobs.attribution.Readout;
import io.plumbline.streamjobs.attribution.ReadoutWords;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which words are one token, and what base and checkpoint make of their logits. */
final class ReadoutTable {
  /** Rows of a payload before those of the unembedding: what the norm multiplies by and adds. */
  private static final int NORM_ROWS = 2;

  private final int[] words;
  private final int[] tokens;
  private final ReadoutWords table;
  private final Map<String, Integer> candidateTokens = new HashMap<>();
  private final Readout base;
  private final LogitLens lens;

  /**
   * Reads the readouts of the base.
   *
   * @param items the dataset
   * @param batches of the base, in canonical order
   * @throws UnusableEvidenceException if they do not fit the feedback
   */
  ReadoutTable(StatedFeedback feedback, Collection<FeedbackItem> items, List<ReadoutBatch> batches)
      throws UnusableEvidenceException {
    SortedMap<Integer, Integer> tokenByWord = new TreeMap<>();
    Map<String, FeedbackItem> byId = new HashMap<>();
    items.forEach(item -> byId.put(item.getItem(), item));
    // What a lexicon says of a word goes before what a triple says.
    for (ItemForm form : new ItemForm[] {ItemForm.LEXICON, ItemForm.TRIPLE}) {
      for (ReadoutBatch batch : batches) {
        for (int i = 0; i < batch.getItems().size(); i++) {
          FeedbackItem item = byId.get(batch.getItems().get(i));
          if (item != null && item.getForm() == form) {
            int candidate = batch.getCandidates().get(i);
            int token = batch.getCandidateTokens().get(i);
            String word = item.getCandidates().get(candidate).getTarget();
            tokenByWord.putIfAbsent(feedback.index(word), token);
            candidateTokens.put(key(item.getItem(), candidate), token);
          }
        }
      }
    }
    this.words = new int[feedback.words().size()];
    Arrays.fill(words, -1);
    this.tokens = tokenByWord.values().stream().mapToInt(Integer::intValue).toArray();
    List<String> names = new ArrayList<>();
    for (int word : tokenByWord.keySet()) {
      words[word] = names.size();
      names.add(feedback.words().word(word));
    }
    this.table = table(feedback, tokenByWord.keySet().stream().toList(), names);
    SortedMap<Integer, float[]> rows = rows(batches);
    FinalNorm norm = norm(batches.get(0));
    this.base = new Readout(norm, select(rows, tokens, norm.width()));
    this.lens =
        new LogitLens(
            norm,
            texts(batches),
            select(
                rows, rows.keySet().stream().mapToInt(Integer::intValue).toArray(), norm.width()));
  }

  private static ReadoutWords table(
      StatedFeedback feedback, List<Integer> words, List<String> names) {
    TreeSet<String> groups = new TreeSet<>();
    names.forEach(name -> groups.add(group(feedback, name)));
    List<String> sorted = List.copyOf(groups);
    return new ReadoutWords(
        names,
        words.stream().mapToDouble(word -> feedback.words().stated(word)).toArray(),
        names.stream().mapToInt(name -> sorted.indexOf(group(feedback, name))).toArray());
  }

  private static String group(StatedFeedback feedback, String word) {
    String group = feedback.group(word);
    return group == null ? "" : group;
  }

  private static SortedMap<Integer, float[]> rows(List<ReadoutBatch> batches) {
    SortedMap<Integer, float[]> rows = new TreeMap<>();
    for (ReadoutBatch batch : batches) {
      int width = batch.getWidth();
      float[] payload = payload(batch);
      for (int i = 0; i < batch.getTokens().size(); i++) {
        int from = (NORM_ROWS + i) * width;
        rows.put(batch.getTokens().get(i), Arrays.copyOfRange(payload, from, from + width));
      }
    }
    return rows;
  }

  private static List<String> texts(List<ReadoutBatch> batches) {
    SortedMap<Integer, String> texts = new TreeMap<>();
    for (ReadoutBatch batch : batches) {
      for (int i = 0; i < batch.getTokens().size(); i++) {
        texts.put(batch.getTokens().get(i), batch.getTexts().get(i));
      }
    }
    return List.copyOf(texts.values());
  }

  private static FloatMatrix select(SortedMap<Integer, float[]> rows, int[] tokens, int width) {
    FloatMatrix selected = FloatMatrix.zeros(tokens.length, width);
    for (int i = 0; i < tokens.length; i++) {
      System.arraycopy(rows.get(tokens[i]), 0, selected.values(), i * width, width);
    }
    return selected;
  }

  private static float[] payload(ReadoutBatch batch) {
    int rows = NORM_ROWS + batch.getTokens().size();
    return TensorPayload.decode(
        batch.getPayload(), batch.getDtype(), Math.multiplyExact(rows, batch.getWidth()));
  }

  private static FinalNorm norm(ReadoutBatch batch) {
    int width = batch.getWidth();
    float[] payload = payload(batch);
    return new FinalNorm(
        batch.getNorm() == NormType.LAYER_NORM,
        Arrays.copyOfRange(payload, 0, width),
        Arrays.copyOfRange(payload, width, NORM_ROWS * width),
        batch.getEpsilon());
  }

  /** The words that are one token. */
  ReadoutWords words() {
    return table;
  }

  /** Index of a word of the dataset among {@link #words()}, or -1 if it is not one token. */
  int word(int word) {
    return words[word];
  }

  /** Whether a candidate is the one token that its word is elsewhere. */
  boolean isOneToken(String item, int candidate, int word) {
    Integer token = candidateTokens.get(key(item, candidate));
    return token != null && words[word] >= 0 && token == tokens[words[word]];
  }

  Readout base() {
    return base;
  }

  LogitLens lens() {
    return lens;
  }

  /**
   * The readout of a checkpoint, with the base's own rows where its head is the base's.
   *
   * @param batches of the checkpoint, in canonical order
   * @throws UnusableEvidenceException if a word lacks its row, or the widths differ
   */
  Readout tuned(List<ReadoutBatch> batches) throws UnusableEvidenceException {
    FinalNorm norm = norm(batches.get(0));
    if (norm.width() != base.norm().width()) {
      throw new UnusableEvidenceException(
          "its final norm is " + norm.width() + " wide, the base's " + base.norm().width());
    }
    SortedMap<Integer, float[]> rows = rows(batches);
    if (rows.isEmpty()) {
      return new Readout(norm, base.rows());
    }
    Optional<Integer> missing =
        Arrays.stream(tokens).boxed().filter(token -> !rows.containsKey(token)).findFirst();
    if (missing.isPresent()) {
      throw new UnusableEvidenceException(
          "its unembedding lacks the row of token " + missing.get());
    }
    FloatMatrix own = select(rows, tokens, norm.width());
    boolean same = Arrays.equals(own.values(), base.rows().values());
    return new Readout(norm, same ? base.rows() : own);
  }

  private static String key(String item, int candidate) {
    return candidate + "/" + item;
  }
}
