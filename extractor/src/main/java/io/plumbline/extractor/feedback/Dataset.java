package io.plumbline.extractor.feedback;

import io.plumbline.schemas.digest.CanonicalBytes;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.serde.TrustedRecords;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Items in their order, with what identifies them.
 *
 * @param record id, digest and size; the digest is taken over the canonical bytes of the items in
 *     order, with their dataset left empty, since its id derives from the digest
 * @param items the items, with dataset and index filled in
 */
public record Dataset(FeedbackDataset record, List<FeedbackItem> items) {
  static {
    TrustedRecords.trust();
  }

  public Dataset {
    items = List.copyOf(items);
  }

  /**
   * Reads the stated feedback. A lexicon becomes the first item.
   *
   * @throws io.plumbline.schemas.UserError if a file has rows that cannot be used
   */
  public static Dataset readFeedback(List<Path> files, FeedbackOptions options) {
    return feedback(new FeedbackReader(forms(options)).items(files), options);
  }

  /** Reads the stated feedback with nothing but a lexicon. */
  public static Dataset readFeedback(List<Path> files, Lexicon lexicon) {
    return readFeedback(files, FeedbackOptions.of(lexicon));
  }

  /**
   * Reads files file by file, and leaves out the rows that cannot be used.
   *
   * @throws io.plumbline.schemas.UserError if a file cannot be read as a whole
   */
  public static List<FileReading> inspect(List<Path> files, FeedbackOptions options) {
    return new FeedbackReader(forms(options)).read(files);
  }

  /** Of files that were read already, whatever rows of theirs cannot be used. */
  public static Dataset of(List<FileReading> readings, FeedbackOptions options) {
    return feedback(
        readings.stream().flatMap(reading -> reading.items().stream()).toList(), options);
  }

  private static List<FeedbackForm> forms(FeedbackOptions options) {
    Conversations conversations = new Conversations(options.base());
    return List.of(
        new TripleForm(options.lexicon()),
        new PairForm(conversations),
        new TrainerLogForm(conversations, options.rewardColumn()),
        new GroupForm(conversations),
        new ScoredForm(conversations),
        new LexiconContextForm(options.lexicon(), conversations));
  }

  private static Dataset feedback(List<FeedbackItem> read, FeedbackOptions options) {
    List<FeedbackItem> items = new ArrayList<>();
    if (!options.lexicon().isEmpty()) {
      items.add(options.lexicon().item());
    }
    items.addAll(read);
    return of("feedback", items);
  }

  /**
   * Reads texts for training the dictionary.
   *
   * @throws io.plumbline.schemas.UserError if a file has rows that cannot be used
   */
  public static Dataset readCorpus(List<Path> files) {
    return of("corpus", new FeedbackReader(List.of(new CorpusForm())).items(files));
  }

  private static Dataset of(String kind, List<FeedbackItem> unnamed) {
    MessageDigest digest = Sha256.newDigest();
    List<FeedbackItem> indexed = new ArrayList<>();
    for (FeedbackItem item : unnamed) {
      FeedbackItem numbered =
          FeedbackItem.newBuilder(item).setIndex(indexed.size()).setDataset("").build();
      digest.update(CanonicalBytes.of(numbered));
      indexed.add(numbered);
    }
    String hex = HexFormat.of().formatHex(digest.digest());
    String id = kind + "-" + hex.substring(0, 12);
    List<FeedbackItem> named =
        indexed.stream().map(item -> FeedbackItem.newBuilder(item).setDataset(id).build()).toList();
    return new Dataset(new FeedbackDataset(id, hex, named.size()), named);
  }
}
