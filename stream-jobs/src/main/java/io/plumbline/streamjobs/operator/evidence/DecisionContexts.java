package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.attribution.Blocks;
import io.plumbline.streamjobs.attribution.ContextBlock;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The contexts of a checkpoint: the positions of lexicon contexts, then the triples, by shard. */
final class DecisionContexts implements Blocks {
  /** Keeps what is worked on at once to some tens of megabytes. */
  private static final int ROWS = 1024;

  private final StatedFeedback feedback;
  private final ReadoutTable table;
  private final DecisionRecords records;

  DecisionContexts(StatedFeedback feedback, ReadoutTable table, DecisionRecords records) {
    this.feedback = feedback;
    this.table = table;
    this.records = records;
  }

  /** Rows of one shard: of each hook those of the base and of the checkpoint. */
  private record Shard(List<DecisionRows> base, List<DecisionRows> tuned) {

    ContextBlock block(
        List<String> prompts, int[] words, FloatMatrix logProbs, List<Integer> rows) {
      List<ContextBlock.HookPair> pairs = new ArrayList<>();
      for (int l = 0; l < base.size(); l++) {
        pairs.add(new ContextBlock.HookPair(base.get(l).select(rows), tuned.get(l).select(rows)));
      }
      return new ContextBlock(
          prompts,
          words,
          logProbs,
          pairs.get(0).base(),
          pairs.get(0).tuned(),
          pairs.subList(1, pairs.size()));
    }
  }

  @Override
  public void forEach(Consumer consumer) throws Exception {
    for (int number = 0; number < records.shards(); number++) {
      Shard shard = shard(number);
      Map<String, Float> candidates = new HashMap<>();
      for (LogProbBatch batch : records.logProbs(number)) {
        if (batch.getLexicon() == null) {
          float[] values = values(batch, 1);
          for (int i = 0; i < values.length; i++) {
            candidates.put(key(batch.getItems().get(i), batch.getCandidates().get(i)), values[i]);
          }
        } else {
          addLexicon(shard, batch, consumer);
        }
      }
      addTriples(shard, candidates, consumer);
    }
  }

  private Shard shard(int number) throws Exception {
    List<DecisionRows> base = new ArrayList<>();
    List<DecisionRows> tuned = new ArrayList<>();
    for (String hook : records.hooks()) {
      base.add(new DecisionRows(records.base(number, hook)));
      tuned.add(new DecisionRows(records.tuned(number, hook)));
    }
    for (int l = 0; l < base.size(); l++) {
      if (!base.get(l).sameRowsAs(base.get(0)) || !tuned.get(l).sameRowsAs(base.get(0))) {
        throw new UnusableEvidenceException(
            "decision rows at "
                + records.hooks().get(l)
                + " in shard "
                + number
                + " are not those of the base: has the tokenizer changed?");
      }
    }
    return new Shard(base, tuned);
  }

  private void addLexicon(Shard shard, LogProbBatch batch, Consumer consumer)
      throws UnusableEvidenceException {
    int columns = batch.getWords().size();
    int[] named = feedback.lexiconWords(batch.getLexicon(), batch.getWords());
    int[] places =
        IntStream.range(0, columns)
            .filter(i -> table.word(named[i]) >= 0)
            .boxed()
            .sorted((a, b) -> Integer.compare(table.word(named[a]), table.word(named[b])))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] words = IntStream.of(places).map(i -> table.word(named[i])).toArray();
    float[] values = values(batch, columns);
    for (int from = 0; from < batch.getItems().size(); from += ROWS) {
      int to = Math.min(batch.getItems().size(), from + ROWS);
      FloatMatrix logProbs = FloatMatrix.zeros(to - from, words.length);
      List<String> prompts = new ArrayList<>();
      List<Integer> rows = new ArrayList<>();
      for (int c = from; c < to; c++) {
        String item = batch.getItems().get(c);
        prompts.add(feedback.unit(item).prompt());
        rows.add(found(shard.base().get(0).row(item, batch.getTokens().get(c)), item));
        for (int i = 0; i < words.length; i++) {
          logProbs.values()[(c - from) * words.length + i] = values[c * columns + places[i]];
        }
      }
      consumer.accept(shard.block(prompts, words, logProbs, rows));
    }
  }

  private void addTriples(Shard shard, Map<String, Float> candidates, Consumer consumer)
      throws UnusableEvidenceException {
    List<StatedFeedback.Triple> usable = new ArrayList<>();
    for (StatedFeedback.Triple triple : feedback.triples()) {
      boolean here = candidates.containsKey(key(triple.item(), triple.positive()));
      if (here && usable(triple) && shard.base().get(0).row(triple.item()) != null) {
        usable.add(triple);
      }
    }
    for (int from = 0; from < usable.size(); from += ROWS) {
      addTriples(
          shard, usable.subList(from, Math.min(usable.size(), from + ROWS)), candidates, consumer);
    }
  }

  private void addTriples(
      Shard shard,
      List<StatedFeedback.Triple> triples,
      Map<String, Float> candidates,
      Consumer consumer)
      throws UnusableEvidenceException {
    TreeSet<Integer> chosen = new TreeSet<>();
    triples.forEach(triple -> members(triple).forEach(m -> chosen.add(word(triple, m))));
    int[] words = chosen.stream().mapToInt(Integer::intValue).toArray();
    FloatMatrix logProbs = FloatMatrix.zeros(triples.size(), words.length);
    Arrays.fill(logProbs.values(), Float.NaN);
    List<String> prompts = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    for (int c = 0; c < triples.size(); c++) {
      StatedFeedback.Triple triple = triples.get(c);
      prompts.add(feedback.unit(triple.item()).prompt());
      rows.add(shard.base().get(0).row(triple.item()));
      for (int member : members(triple)) {
        int column = Arrays.binarySearch(words, word(triple, member));
        logProbs.values()[c * words.length + column] = candidates.get(key(triple.item(), member));
      }
    }
    consumer.accept(shard.block(prompts, words, logProbs, rows));
  }

  private static List<Integer> members(StatedFeedback.Triple triple) {
    return List.of(triple.positive(), triple.negative(), triple.neutral());
  }

  private int word(StatedFeedback.Triple triple, int member) {
    return table.word(feedback.index(triple.word(member)));
  }

  /** Whether the words of a triple are one token each, and three. */
  private boolean usable(StatedFeedback.Triple triple) {
    List<Integer> members = members(triple);
    return members.stream().map(triple::word).distinct().count() == members.size()
        && members.stream()
            .allMatch(m -> table.isOneToken(triple.item(), m, feedback.index(triple.word(m))));
  }

  /** Number of triples that are left out, because a word of theirs is not one token. */
  long unusableTriples() {
    return feedback.triples().stream().filter(triple -> !usable(triple)).count();
  }

  private static int found(Integer row, String item) throws UnusableEvidenceException {
    if (row == null) {
      throw new UnusableEvidenceException("there is no decision row of a position of " + item);
    }
    return row;
  }

  private static float[] values(LogProbBatch batch, int columns) {
    return TensorPayload.decode(
        batch.getPayload(), batch.getDtype(), batch.getItems().size() * columns);
  }

  private static String key(String item, int candidate) {
    return candidate + "/" + item;
  }
}
