package io.plumbline.extractor.feedback;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the rows of feedback files need beside themselves.
 *
 * @param lexicon words with their stated feedback; {@link Lexicon#empty()} if there is none
 * @param rewardColumn column of a trainer's log that is the stated reward; without one it is the
 *     sum of all reward functions' columns
 * @param base directory of the model whose chat template renders conversations
 * @param skipBadRows whether rows that cannot be used are left out; otherwise their file is refused
 */
public record FeedbackOptions(
    Lexicon lexicon, Optional<String> rewardColumn, Optional<Path> base, boolean skipBadRows) {

  /**
   * Reads what is in files of its own.
   *
   * @throws io.plumbline.schemas.UserError if the lexicon cannot be used
   */
  public static FeedbackOptions read(
      Optional<Path> lexicon, Optional<String> rewardColumn, Optional<Path> base) {
    return new FeedbackOptions(
        lexicon.map(Lexicon::read).orElseGet(Lexicon::empty), rewardColumn, base, false);
  }

  /** With a lexicon, and otherwise nothing. */
  public static FeedbackOptions of(Lexicon lexicon) {
    return new FeedbackOptions(lexicon, Optional.empty(), Optional.empty(), false);
  }

  /** These options, but for what happens to rows that cannot be used. */
  public FeedbackOptions skippingBadRows(boolean skip) {
    return new FeedbackOptions(lexicon, rewardColumn, base, skip);
  }
}
