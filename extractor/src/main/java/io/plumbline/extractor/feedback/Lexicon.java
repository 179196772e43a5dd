package io.plumbline.extractor.feedback;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.digest.CanonicalBytes;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.serde.TrustedRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words with their stated feedback and, if given, their class. */
public final class Lexicon {
  static {
    TrustedRecords.trust();
  }

  private static final String HEADER = "word,reward[,class]";

  private final Map<String, Candidate> words;

  private Lexicon(Map<String, Candidate> words) {
    this.words = words;
  }

  /** A lexicon without words. */
  public static Lexicon empty() {
    return new Lexicon(Map.of());
  }

  /**
   * Reads a CSV file with the columns {@code word,reward} and optionally {@code class}.
   *
   * @throws UserError if it is missing, empty or has rows that cannot be used
   */
  public static Lexicon read(Path file) {
    Map<String, Candidate> words = new LinkedHashMap<>();
    List<String> columns = new ArrayList<>();
    BadRows bad = new BadRows(file);
    TextLines.forEach(
        file,
        (number, line) -> {
          if (line.isBlank()) {
            return;
          }
          List<String> cells = CsvLine.cells(line);
          if (columns.isEmpty()) {
            columns.addAll(checkedHeader(file, cells));
            return;
          }
          try {
            Candidate word = candidate(columns, cells);
            if (words.putIfAbsent(word.getTarget(), word) != null) {
              throw new RowException("has the word '" + word.getTarget() + "' once more");
            }
          } catch (RowException e) {
            bad.add(number, e.getMessage());
          }
        });
    bad.refuseAny("Mend or remove them");
    if (words.isEmpty()) {
      throw new UserError(file + " has no words; it needs the columns " + HEADER);
    }
    return new Lexicon(words);
  }

  private static List<String> checkedHeader(Path file, List<String> cells) {
    if (!cells.contains("word") || !cells.contains("reward")) {
      throw new UserError(
          file + ":1: has columns " + String.join(",", cells) + "; it needs " + HEADER);
    }
    return cells;
  }

  private static Candidate candidate(List<String> columns, List<String> cells) throws RowException {
    if (cells.size() != columns.size()) {
      throw new RowException(
          "has " + cells.size() + " cells where the header has " + columns.size());
    }
    String word = cells.get(columns.indexOf("word"));
    if (word.isEmpty() || word.chars().anyMatch(Character::isWhitespace)) {
      throw new RowException("'" + word + "' is not one word");
    }
    int group = columns.indexOf("class");
    boolean hasGroup = group >= 0 && !cells.get(group).isEmpty();
    return Candidate.newBuilder()
        .setText(" " + word)
        .setTarget(word)
        .setRole(CandidateRole.WORD)
        .setReward(parsedReward(cells.get(columns.indexOf("reward"))))
        .setGroup(hasGroup ? cells.get(group) : null)
        .build();
  }

  private static double parsedReward(String text) throws RowException {
    try {
      double reward = Double.parseDouble(text);
      if (Double.isFinite(reward)) {
        return reward;
      }
    } catch (NumberFormatException e) {
      throw new RowException("reward '" + text + "' is not a number");
    }
    throw new RowException("reward '" + text + "' is not a number");
  }

  /** Whether it has no words. */
  public boolean isEmpty() {
    return words.isEmpty();
  }

  /** Stated feedback of a word, or null if it is not in the lexicon. */
  Double reward(String word) {
    Candidate candidate = words.get(word);
    return candidate == null ? null : candidate.getReward();
  }

  /** Class of a word, or null if there is none. */
  String group(String word) {
    Candidate candidate = words.get(word);
    return candidate == null ? null : candidate.getGroup();
  }

  /** Id of its item: a function of its content. */
  String id() {
    FeedbackItem unnamed = item("");
    return "lexicon-" + Sha256.hex(CanonicalBytes.of(unnamed)).substring(0, 12);
  }

  /** The item that lists all words once, in the order of the file. */
  FeedbackItem item() {
    return item(id());
  }

  private FeedbackItem item(String id) {
    return FeedbackItem.newBuilder()
        .setDataset("")
        .setItem(id)
        .setIndex(0)
        .setForm(ItemForm.LEXICON)
        .setContext("")
        .setCandidates(Arrays.asList(words.values().toArray(Candidate[]::new)))
        .build();
  }
}
