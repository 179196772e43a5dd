package io.plumbline.extractor.feedback;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.digest.DatasetDigest;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.serde.TrustedRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Items in their order, with what identifies them. */
public final class Dataset {
  private static final String REMEDY =
      "Mend or remove them; '--skip-bad-rows' of watch and extract goes on without them";

  static {
    TrustedRecords.trust();
  }

  private final FeedbackDataset record;
  private final List<FeedbackItem> items;
  private final DatasetRows rows;

  private Dataset(FeedbackDataset record, List<FeedbackItem> items, DatasetRows rows) {
    this.record = record;
    this.items = List.copyOf(items);
    this.rows = rows;
  }

  /** Id, digest ({@link DatasetDigest}) and size. */
  public FeedbackDataset record() {
    return record;
  }

  /** The items, with dataset and index filled in. */
  public List<FeedbackItem> items() {
    return items;
  }

  /** Rows of the files that no item was made of. */
  public List<BadRow> leftOut() {
    return rows.leftOut();
  }

  /** Whether rows that cannot be used are left out; otherwise they are to be refused. */
  public boolean skipsBadRows() {
    return rows.skipsBad();
  }

  /**
   * The dataset of the other items, whose rows are left out.
   *
   * @param reasons why, by the id of an item that a file has
   */
  public Dataset without(SortedMap<String, String> reasons) {
    String kind = record.getId().substring(0, record.getId().lastIndexOf('-'));
    List<FeedbackItem> others =
        items.stream().filter(item -> !reasons.containsKey(item.getItem())).toList();
    return of(kind, others, rows.without(reasons));
  }

  /**
   * Reads the stated feedback. A lexicon becomes the first item.
   *
   * @throws UserError if a file has rows that cannot be used and are not to be left out, or no
   *     others
   */
  public static Dataset readFeedback(List<Path> files, FeedbackOptions options) {
    return of(usable(inspect(files, options), options.skipBadRows()), options);
  }

  /** Reads the stated feedback with nothing but a lexicon. */
  public static Dataset readFeedback(List<Path> files, Lexicon lexicon) {
    return readFeedback(files, FeedbackOptions.of(lexicon));
  }

  /**
   * Reads files file by file, and leaves out the rows that cannot be used.
   *
   * @throws UserError if a file cannot be read as a whole, or none has the given reward column
   */
  public static List<FileReading> inspect(List<Path> files, FeedbackOptions options) {
    List<FileReading> readings = new FeedbackReader(forms(options)).read(files);
    options.rewardColumn().ifPresent(column -> requireUse(column, readings));
    return readings;
  }

  private static void requireUse(String rewardColumn, List<FileReading> readings) {
    if (readings.stream().allMatch(reading -> reading.rewardColumns().isEmpty())) {
      throw new UserError(
          "--reward-column "
              + rewardColumn
              + ": no row of a trainer's completions has that column; leave the option out, or name"
              + " one that is there");
    }
  }

  /** Of files that were read already, whatever rows of theirs cannot be used. */
  public static Dataset of(List<FileReading> readings, FeedbackOptions options) {
    List<FeedbackItem> items = new ArrayList<>();
    if (!options.lexicon().isEmpty()) {
      items.add(options.lexicon().item());
    }
    readings.forEach(reading -> items.addAll(reading.items()));
    return of("feedback", items, DatasetRows.of(readings, options.skipBadRows()));
  }

  private static List<FileReading> usable(List<FileReading> readings, boolean skipBadRows) {
    for (FileReading reading : readings) {
      if (!skipBadRows || reading.items().isEmpty()) {
        reading.bad().refuseAny(REMEDY);
      }
    }
    return readings;
  }

  private static List<FeedbackForm> forms(FeedbackOptions options) {
    Conversations conversations = new Conversations(options.base());
    return List.of(
        new TripleForm(options.lexicon()),
        new PairForm(conversations),
        new TrainerLogForm(conversations, options.rewardColumn()),
        new GroupForm(conversations),
        new ScoredForm(conversations),
        new LabelledForm(conversations),
        new LexiconContextForm(options.lexicon(), conversations));
  }

  /**
   * Reads texts for training the dictionary.
   *
   * @param skipBadRows whether rows that cannot be used are left out
   * @throws UserError if a file has rows that cannot be used and are not to be left out, or no
   *     others
   */
  public static Dataset readCorpus(List<Path> files, boolean skipBadRows) {
    List<FileReading> readings =
        usable(new FeedbackReader(List.of(new CorpusForm())).read(files), skipBadRows);
    List<FeedbackItem> items =
        readings.stream().flatMap(reading -> reading.items().stream()).toList();
    return of("corpus", items, DatasetRows.of(readings, skipBadRows));
  }

  private static Dataset of(String kind, List<FeedbackItem> unnamed, DatasetRows rows) {
    List<FeedbackItem> indexed = new ArrayList<>();
    for (FeedbackItem item : unnamed) {
      indexed.add(FeedbackItem.newBuilder(item).setIndex(indexed.size()).build());
    }
    String hex = DatasetDigest.of(indexed);
    String id = kind + "-" + hex.substring(0, 12);
    List<FeedbackItem> named =
        indexed.stream().map(item -> FeedbackItem.newBuilder(item).setDataset(id).build()).toList();
    return new Dataset(new FeedbackDataset(id, hex, named.size()), named, rows);
  }
}
