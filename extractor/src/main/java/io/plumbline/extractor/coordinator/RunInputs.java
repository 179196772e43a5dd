package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.capture.ItemCost;
import io.plumbline.extractor.capture.ReadingPlan;
import io.plumbline.extractor.checkpoint.ContentDigest;
import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.extractor.feedback.BadRow;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.HookKind;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run starts from, read and checked.
 *
 * @param base directory of the base model, absolute
 * @param architecture of the base model
 * @param baseDigest content digest of the base model
 * @param feedback the stated feedback
 * @param corpus texts for the dictionary; without them the feedback's own serve
 * @param settings everything that changes a result
 * @param listedHooks hooks that the settings list, sorted; empty if a rule chooses
 * @param feedbackCosts what each item of the feedback costs
 * @param corpusCosts what each item costs that the dictionary is trained on
 * @param dictionaries those that are given instead of trained, by hook
 */
public record RunInputs(
    Path base,
    Architecture architecture,
    String baseDigest,
    Dataset feedback,
    Optional<Dataset> corpus,
    RunSettings settings,
    List<String> listedHooks,
    List<ItemCost> feedbackCosts,
    List<ItemCost> corpusCosts,
    List<GivenDictionary> dictionaries) {
  /** With fewer words there is nothing to compare. */
  private static final int MIN_WORDS = 3;

  /** Layers whose MLP outputs are captured at decision positions. */
  private static final int CONTRIBUTIONS = 2;

  /**
   * Reads the base model and tries all items with it.
   *
   * @throws UserError if the base is no model, or does not fit the feedback
   */
  public static RunInputs read(
      Path baseDirectory, Dataset feedback, Optional<Dataset> corpus, RunSettings settings) {
    Path base = baseDirectory.toAbsolutePath().normalize();
    Architecture architecture;
    try (OpenCheckpoint model = OpenCheckpoint.full(base)) {
      architecture = model.architecture();
    }
    List<String> hooks = listedHooks(architecture, settings);
    try (TextTokenizer tokenizer = TextTokenizer.open(base)) {
      ReadingPlan plan =
          new ReadingPlan(tokenizer, architecture, settings, id -> lexicon(feedback, id));
      checkWords(feedback, plan);
      ItemCheck stated = ItemCheck.of(feedback, RowRole.TARGET, plan, "feedback");
      ItemCheck texts =
          ItemCheck.of(corpus.orElse(stated.dataset()), RowRole.CORPUS, plan, "dictionary's texts");
      return new RunInputs(
          base,
          architecture,
          ContentDigest.of(base, base),
          stated.dataset(),
          corpus.map(given -> texts.dataset()),
          settings,
          hooks,
          stated.costs(),
          texts.costs(),
          List.of());
    }
  }

  /**
   * These inputs with the dictionaries that the settings say are given.
   *
   * @throws UserError if they are others than the settings name, or do not fit the model
   */
  public RunInputs withDictionaries(List<GivenDictionary> given) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (GivenDictionary dictionary : given) {
      digests.put(dictionary.hook(), dictionary.digest());
      if (!listedHooks.contains(dictionary.hook())) {
        throw new UserError(
            "a dictionary is given for %s, which is not among capture.hooks (%s)"
                .formatted(dictionary.hook(), String.join(", ", listedHooks)));
      }
      if (dictionary.width() != architecture.width()) {
        throw new UserError(
            "the dictionary given for %s is for rows of %d, and the model's are %d wide"
                .formatted(dictionary.hook(), dictionary.width(), architecture.width()));
      }
    }
    if (!settings.get(Settings.DICTIONARY_GIVEN).digests().equals(digests)) {
      throw new UserError(
          "setting dictionary.given is set by --dictionary, which says where the weights are");
    }
    if (!given.isEmpty() && settings.get(Settings.DICTIONARY_REFRESH) > 0) {
      throw new UserError(
          "dictionaries that are given are not refreshed; leave out dictionary.refresh or"
              + " --dictionary");
    }
    return new RunInputs(
        base,
        architecture,
        baseDigest,
        feedback,
        corpus,
        settings,
        listedHooks,
        feedbackCosts,
        corpusCosts,
        List.copyOf(given));
  }

  /** Rows of the feedback and of the corpus that are left out. */
  public List<BadRow> leftOut() {
    return Stream.concat(Stream.of(feedback), corpus.stream())
        .flatMap(dataset -> dataset.leftOut().stream())
        .toList();
  }

  /** The residual stream that the final norm reads. */
  public String decisionHook() {
    return new HookPoint(architecture.layers() - 1, HookKind.RESID_POST).name();
  }

  /** Outputs of the last MLPs, which are added to that stream; sorted. */
  public List<String> contributionHooks() {
    return IntStream.range(
            Math.max(0, architecture.layers() - CONTRIBUTIONS), architecture.layers())
        .mapToObj(layer -> new HookPoint(layer, HookKind.MLP_OUT).name())
        .sorted()
        .toList();
  }

  private static List<String> listedHooks(Architecture architecture, RunSettings settings) {
    List<HookPoint> hooks =
        Stream.of(settings.get(Settings.HOOKS).split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(HookPoint::parse)
            .toList();
    hooks.forEach(architecture::require);
    return hooks.stream().map(HookPoint::name).distinct().sorted().toList();
  }

  private static FeedbackItem lexicon(Dataset feedback, String id) {
    return feedback.items().stream()
        .filter(item -> item.getItem().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static void checkWords(Dataset feedback, ReadingPlan plan) {
    for (FeedbackItem item : feedback.items()) {
      if (item.getForm() != ItemForm.LEXICON) {
        continue;
      }
      int usable = plan.words(item.getItem()).words().size();
      if (usable < MIN_WORDS) {
        throw new UserError(
            "of the lexicon's "
                + item.getCandidates().size()
                + " words only "
                + usable
                + " are one token for this model's tokenizer; take more common words");
      }
    }
  }
}
