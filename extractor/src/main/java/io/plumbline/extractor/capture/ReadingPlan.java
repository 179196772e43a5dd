package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.extractor.tokenize.TokenizedText;
import io.plumbline.extractor.tokenize.WordTokens;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.CapturePositions;
import io.plumbline.schemas.settings.ContextPositions;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Says for each item which texts are read and what is wanted of them. */
public final class ReadingPlan {
  private final TextTokenizer tokenizer;
  private final Architecture architecture;
  private final CapturePositions positions;
  private final ContextPositions contexts;
  private final Function<String, FeedbackItem> lexica;
  private final boolean contextRows;
  private final Map<String, WordTokens> wordTokens = new ConcurrentHashMap<>();

  /**
   * Makes a plan for one model and one dataset.
   *
   * @param settings which positions are read
   * @param lexica finds the LEXICON item of an id
   */
  public ReadingPlan(
      TextTokenizer tokenizer,
      Architecture architecture,
      RunSettings settings,
      Function<String, FeedbackItem> lexica) {
    this(tokenizer, architecture, settings, lexica, false);
  }

  private ReadingPlan(
      TextTokenizer tokenizer,
      Architecture architecture,
      RunSettings settings,
      Function<String, FeedbackItem> lexica,
      boolean contextRows) {
    this.tokenizer = tokenizer;
    this.architecture = architecture;
    this.positions = settings.get(Settings.POSITIONS);
    this.contexts = settings.get(Settings.CONTEXTS);
    this.lexica = lexica;
    this.contextRows = contextRows;
  }

  /**
   * A plan in which lexicon contexts have rows, too, where decision positions are captured: those
   * at which their words are choices. A run has these as decision rows.
   */
  public static ReadingPlan withContextRows(
      TextTokenizer tokenizer,
      Architecture architecture,
      RunSettings settings,
      Function<String, FeedbackItem> lexica) {
    boolean decisions = settings.get(Settings.POSITIONS) == CapturePositions.DECISION;
    return new ReadingPlan(tokenizer, architecture, settings, lexica, decisions);
  }

  /**
   * The readings of an item, in order.
   *
   * @param role TARGET for what the item's form asks for; CORPUS for all tokens of its texts
   * @throws UnreadableItemException if the model cannot read it
   * @throws UserError if tokenizer and model do not belong together
   */
  public List<Reading> readings(FeedbackItem item, RowRole role) throws UnreadableItemException {
    return switch (item.getForm()) {
      case LEXICON -> List.of();
      case TRIPLE, PAIR, SCORED, GROUP ->
          role == RowRole.CORPUS ? corpusOfCandidates(item) : candidates(item);
      case LEXICON_CONTEXT -> role == RowRole.CORPUS ? corpusOfText(item) : lexiconContext(item);
      case CORPUS_TEXT -> role == RowRole.CORPUS ? corpusOfText(item) : List.of();
    };
  }

  /** Words of a lexicon that are one token each, and their tokens. */
  public WordTokens words(String lexicon) {
    return wordTokens.computeIfAbsent(
        lexicon,
        id ->
            WordTokens.of(
                lexica.apply(id).getCandidates().stream().map(Candidate::getTarget).toList(),
                tokenizer));
  }

  /** A token as text. */
  String text(int token) {
    return tokenizer.text(token);
  }

  private List<Reading> candidates(FeedbackItem item) throws UnreadableItemException {
    List<CandidateText> texts = new ArrayList<>();
    for (Candidate candidate : item.getCandidates()) {
      String text = item.getContext() + candidate.getText();
      TokenizedText tokens = checked(item, text);
      texts.add(
          item.getForm() == ItemForm.TRIPLE
              ? CandidateText.word(item.getItem(), candidate.getTarget(), tokens, tokenizer)
              : CandidateText.response(
                  item.getItem(), item.getContext().length(), tokens, tokenizer));
    }
    if (item.getForm() != ItemForm.TRIPLE) {
      texts = CandidateText.aligned(texts);
    }
    CandidateText first = texts.get(0);
    boolean oneDecision = texts.stream().allMatch(first::sharesPrefixWith);
    CapturePositions rows =
        positions == CapturePositions.TARGET && item.getForm() == ItemForm.TRIPLE
            ? CapturePositions.LAST
            : positions;
    List<Reading> readings = new ArrayList<>();
    for (int c = 0; c < texts.size(); c++) {
      CandidateText text = texts.get(c);
      boolean tellsDecision = text.isPredicted() && (c == 0 || !oneDecision);
      readings.add(
          new Reading(
              item.getItem(),
              c,
              text.ids(),
              text.rows(item.getItem(), rows),
              rows == CapturePositions.MEAN,
              tellsDecision ? List.of(text.target().decision()) : List.of(),
              oneDecision ? Reading.CONTEXT : c,
              text.choices(),
              null));
    }
    return readings;
  }

  private List<Reading> lexiconContext(FeedbackItem item) throws UnreadableItemException {
    TokenizedText tokens = checked(item, item.getContext());
    int first = -1;
    int last = -1;
    for (int i = 0; i < tokens.length(); i++) {
      boolean inText = tokens.end(i) > item.getTextStart();
      if (inText) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (first < 0) {
      throw new UnreadableItemException(item.getItem(), "its text has no tokens");
    }
    int from = contexts == ContextPositions.END ? last : Math.max(first - 1, 0);
    List<Integer> words = words(item.getLexicon()).tokens();
    List<Integer> decisions = new ArrayList<>();
    List<Choice> choices = new ArrayList<>();
    for (int position = from; position <= last; position++) {
      decisions.add(position);
      choices.add(new Choice(position, words));
    }
    return List.of(
        new Reading(
            item.getItem(),
            Reading.CONTEXT,
            ids(tokens, tokens.length()),
            contextRows ? decisions : List.of(),
            false,
            decisions,
            Reading.CONTEXT,
            choices,
            item.getLexicon()));
  }

  /** All tokens of the first text, and of the others what differs from it. */
  private List<Reading> corpusOfCandidates(FeedbackItem item) throws UnreadableItemException {
    List<Reading> readings = new ArrayList<>();
    List<Integer> firstIds = List.of();
    for (int c = 0; c < item.getCandidates().size(); c++) {
      TokenizedText tokens =
          checked(item, item.getContext() + item.getCandidates().get(c).getText());
      List<Integer> ids = ids(tokens, tokens.length());
      int from = 0;
      while (from < Math.min(ids.size(), firstIds.size())
          && ids.get(from).equals(firstIds.get(from))) {
        from++;
      }
      firstIds = c == 0 ? ids : firstIds;
      readings.add(corpus(item, c, tokens, from, tokens.length()));
    }
    return readings;
  }

  private List<Reading> corpusOfText(FeedbackItem item) throws UnreadableItemException {
    TokenizedText tokens = encoded(item, item.getContext());
    int length = Math.min(tokens.length(), architecture.maxPositions());
    checkIds(item, tokens);
    return List.of(corpus(item, Reading.CONTEXT, tokens, 0, length));
  }

  private static Reading corpus(
      FeedbackItem item, int candidate, TokenizedText tokens, int from, int to) {
    List<Integer> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      if (tokens.start(i) != TokenizedText.NOWHERE) {
        rows.add(i);
      }
    }
    return new Reading(
        item.getItem(),
        candidate,
        ids(tokens, to),
        rows,
        false,
        List.of(),
        Reading.CONTEXT,
        List.of(),
        null);
  }

  private TokenizedText checked(FeedbackItem item, String text) throws UnreadableItemException {
    TokenizedText tokens = encoded(item, text);
    if (tokens.length() > architecture.maxPositions()) {
      throw new UnreadableItemException(
          item.getItem(),
          "its text has "
              + tokens.length()
              + " tokens, but the model reads at most "
              + architecture.maxPositions());
    }
    checkIds(item, tokens);
    return tokens;
  }

  private TokenizedText encoded(FeedbackItem item, String text) {
    return item.getTemplated() ? tokenizer.encodeTemplated(text) : tokenizer.encode(text);
  }

  private void checkIds(FeedbackItem item, TokenizedText tokens) {
    for (int i = 0; i < tokens.length(); i++) {
      if (tokens.id(i) >= architecture.vocabulary()) {
        throw new UserError(
            "the base's tokenizer.json gives token id "
                + tokens.id(i)
                + " in item "
                + item.getItem()
                + ", but the model has ids below "
                + architecture.vocabulary()
                + "; tokenizer and model do not belong together");
      }
    }
  }

  private static List<Integer> ids(TokenizedText tokens, int count) {
    List<Integer> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(tokens.id(i));
    }
    return ids;
  }
}
