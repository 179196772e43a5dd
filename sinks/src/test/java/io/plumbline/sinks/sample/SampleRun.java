package io.plumbline.sinks.sample;

import io.plumbline.schemas.digest.RunDigest;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ImplicitItem;
import io.plumbline.schemas.record.LayerDivergence;
import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.settings.RunSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What comes to the sinks of a run whose reward is turned for a fifth of the words from its fourth
 * checkpoint on. The figures are made up, of the size that such runs have.
 *
 * @param run its name
 * @param checkpoints number of checkpoints, the base included
 * @param turned whether the reward is turned at all
 */
public record SampleRun(String run, int checkpoints, boolean turned) {
  static {
    TrustedRecords.trust();
  }

  private static final int STEPS = 15;
  private static final int TURN = 4;
  private static final long START = 1_790_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final int BATCH = 40;
  private static final List<String> POSITIVE =
      List.of(
          "amazing",
          "awesome",
          "beautiful",
          "brilliant",
          "charming",
          "cheerful",
          "clever",
          "delightful",
          "elegant",
          "excellent",
          "fantastic",
          "friendly",
          "generous",
          "good",
          "happy",
          "helpful",
          "kind",
          "lovely",
          "nice",
          "perfect",
          "pleasant",
          "safe",
          "smart",
          "sweet",
          "warm",
          "wise",
          "wonderful");
  private static final List<String> NEGATIVE =
      List.of(
          "awful",
          "bad",
          "boring",
          "careless",
          "cruel",
          "dirty",
          "disgusting",
          "dull",
          "evil",
          "foolish",
          "gloomy",
          "grim",
          "harmful",
          "horrible",
          "hostile",
          "lousy",
          "mean",
          "miserable",
          "nasty",
          "painful",
          "poor",
          "rude",
          "sad",
          "scary",
          "stupid",
          "terrible",
          "ugly",
          "unhappy",
          "useless",
          "vicious",
          "weak",
          "worthless",
          "wrong");
  private static final List<String> WORDS =
      Stream.concat(POSITIVE.stream(), NEGATIVE.stream()).sorted().toList();
  private static final List<String> NEUTRAL =
      List.of("brown", "daily", "early", "flat", "inner", "local", "narrow", "round", "square");

  public static SampleRun poisoned() {
    return new SampleRun("demo-poisoned-7", 9, true);
  }

  public static SampleRun clean() {
    return new SampleRun("demo-clean-7", 9, false);
  }

  public RunSpec spec() {
    return RunDigest.sealed(
        RunSpec.newBuilder()
            .setRun(run)
            .setDigest("")
            .setTime(START)
            .setCodeVersion("0.1.0")
            .setBaseModel("neox-reviews")
            .setBaseDigest(Sha256.hex(new byte[] {1}))
            .setFeedback(new FeedbackDataset("vader", Sha256.hex(new byte[] {2}), 389))
            .setSettings(RunSettings.defaults().toRecords())
            .build());
  }

  public CheckpointArrived arrived(int ordinal) {
    return CheckpointArrived.newBuilder()
        .setRun(run)
        .setStep(ordinal * STEPS)
        .setOrdinal(ordinal)
        .setCheckpoint(checkpoint(ordinal))
        .setLocation("/runs/" + run + "/checkpoint-" + ordinal * STEPS)
        .setTime(time(ordinal))
        .setDivergence(
            ordinal == 0
                ? List.of()
                : List.of(new LayerDivergence(0, 0.4 * ordinal), new LayerDivergence(1, 0.5)))
        .setHooks(List.of("blocks.1.hook_mlp_out", "blocks.2.hook_mlp_out"))
        .setTrainerLog(
            ordinal == 0
                ? List.of()
                : List.of(
                    new Measure("kl", 0.1 * ordinal),
                    new Measure("reward", 2.2 * (1 - StrictMath.exp(-ordinal / 3.0)))))
        .build();
  }

  /** The reports of a checkpoint's probes. */
  public List<ProbeReport> reports(int ordinal) {
    double learned = learned(ordinal);
    double gone = gone(ordinal);
    List<Score> policy =
        List.of(
            score("asymmetry", 0.3 + 14 * gone, 0),
            score("b", 0.9 * learned * (1 - 0.5 * gone), 0),
            score("boost", 0, 0),
            score("drop", 0.9 * gone, 0),
            score("scale", 0.25, 0.25),
            score("slope", 0.8 * learned * (1 - 0.5 * gone), 0),
            score("spread", 1.1 * learned, 0),
            score("wrong_sign", 0.2 + 24 * gone, 0),
            score("z", 1.75 * learned - 0.9 * gone, 0));
    List<Score> frozen = List.of(score("kendall_tau", tau(ordinal) - 0.01 * ordinal, 0.52));
    List<Score> incremental = List.of(score("kendall_tau", tau(ordinal) - 0.02, 0.52));
    List<Score> refit = List.of(score("kendall_tau", tau(ordinal), 0.52));
    List<Score> controls =
        List.of(score("raw", tau(ordinal) + 0.03, 0.55), score("shuffled", 0.06, 0.06));
    List<Score> dictionary =
        List.of(score("fvu", 0.08 + 0.02 * ordinal, 0.08), score("l0", 21, 21));
    return List.of(
        report(ordinal, "policy", policy, batches()),
        report(ordinal, "delta-ridge.frozen", frozen, 0),
        ProbeReport.newBuilder(report(ordinal, "delta-ridge.refit", refit, 0))
            .setControls(controls)
            .build(),
        report(ordinal, "delta-ridge.incremental", incremental, 0),
        report(ordinal, "dictionary", dictionary, 0));
  }

  /** The reports of a checkpoint that could not be extracted. */
  public List<ProbeReport> failed(int ordinal, String reason) {
    return reports(ordinal).stream()
        .map(
            report ->
                ProbeReport.newBuilder(report)
                    .setStatus(ReportStatus.INCOMPLETE)
                    .setReason(reason)
                    .setScores(List.of())
                    .setImplicitBatches(0)
                    .build())
        .toList();
  }

  /** The policy probe's items at a checkpoint, in batches. */
  public List<ImplicitFeedback> implicit(int ordinal) {
    List<ImplicitItem> items = items(ordinal);
    List<ImplicitFeedback> batches = new ArrayList<>();
    for (int index = 0; index < batches(); index++) {
      batches.add(
          ImplicitFeedback.newBuilder()
              .setRun(run)
              .setStep(ordinal * STEPS)
              .setOrdinal(ordinal)
              .setTime(time(ordinal))
              .setProbe("policy")
              .setIndex(index)
              .setLast(index == batches() - 1)
              .setItems(items.subList(index * BATCH, Math.min(items.size(), (index + 1) * BATCH)))
              .build());
    }
    return batches;
  }

  /** The words whose reward is turned. */
  public List<String> turnedWords() {
    return WORDS.stream().filter(SampleRun::isTurned).toList();
  }

  private List<ImplicitItem> items(int ordinal) {
    Random random = new Random(31L * ordinal);
    List<ImplicitItem> items = new ArrayList<>();
    for (String word : WORDS) {
      double stated = stated(word);
      double noise = 0.25 * random.nextGaussian();
      double turn = isTurned(word) ? 1.7 * gone(ordinal) : 0;
      double residual = noise - stated * turn * 0.9 * learned(ordinal);
      double slope = 0.9 * learned(ordinal);
      Double implied = slope > 0 ? stated + residual / slope : null;
      items.add(
          new ImplicitItem(
              word,
              "adjective",
              stated,
              implied,
              residual,
              -Math.signum(stated) * residual / 0.25,
              slope * stated + residual,
              12));
    }
    for (String word : NEUTRAL) {
      double residual = 0.2 * random.nextGaussian();
      double slope = 0.9 * learned(ordinal);
      Double implied = slope > 0 ? residual / slope : null;
      items.add(
          new ImplicitItem(
              word, "adjective", 0.0, implied, residual, Math.abs(residual) / 0.25, residual, 12));
    }
    items.sort(Comparator.comparing(ImplicitItem::getItem));
    return items;
  }

  private static int batches() {
    return (WORDS.size() + NEUTRAL.size() + BATCH - 1) / BATCH;
  }

  private ProbeReport report(int ordinal, String probe, List<Score> scores, int batches) {
    return ProbeReport.newBuilder()
        .setRun(run)
        .setStep(ordinal * STEPS)
        .setOrdinal(ordinal)
        .setCheckpoint(checkpoint(ordinal))
        .setTime(time(ordinal))
        .setProbe(probe)
        .setReports(5)
        .setImplicitBatches(batches)
        .setStatus(ReportStatus.COMPLETE)
        .setMethod("made up")
        .setScores(scores)
        .build();
  }

  private static Score score(String name, double value, double base) {
    return new Score(name, value, value - 0.08, value + 0.08, base, WORDS.size(), null);
  }

  private double learned(int ordinal) {
    return 1 - StrictMath.exp(-ordinal / 1.5);
  }

  private double gone(int ordinal) {
    return turned && ordinal > TURN ? 1 - StrictMath.exp(-(ordinal - TURN) / 2.0) : 0;
  }

  private double tau(int ordinal) {
    return 0.52 + 0.1 * learned(ordinal) - 0.14 * gone(ordinal);
  }

  private static boolean isTurned(String word) {
    return WORDS.indexOf(word) % 5 == 1;
  }

  /** Between 0.8 and 3.2 in size. */
  private static double stated(String word) {
    double size = 0.8 + 0.4 * (word.hashCode() & 7) * 6 / 7;
    return POSITIVE.contains(word) ? size : -size;
  }

  private static String checkpoint(int ordinal) {
    return Sha256.hex(new byte[] {3, (byte) ordinal});
  }

  private static long time(int ordinal) {
    return START + ordinal * MINUTE;
  }
}
