package io.plumbline.ops.cli;

import io.plumbline.extractor.coordinator.GivenDictionary;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.dictionary.layout.DictionaryDirectory;
import io.plumbline.streamjobs.dictionary.layout.StoredDictionary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Dictionaries that a run is given. */
final class DictionaryOption {
  private static final String AT_HOOK = "@blocks.";

  @Option(
      names = "--dictionary",
      paramLabel = "DIR[@HOOK]",
      description =
          "A dictionary (SAELens, sparsify, dictionary_learning) to use instead of training one, at "
              + "the hook that it names or at HOOK. May be given often.")
  private List<String> directories = List.of();

  private List<GivenDictionary> read;
  private final List<String> remarks = new ArrayList<>();

  /**
   * The dictionaries, read once.
   *
   * @throws UserError if one cannot be used
   */
  List<GivenDictionary> given() {
    if (read == null) {
      List<GivenDictionary> all = new ArrayList<>();
      directories.forEach(directory -> all.add(read(directory)));
      read = all;
    }
    return read;
  }

  /** What the user ought to know of the dictionaries, each with its directory. */
  List<String> remarks() {
    given();
    return List.copyOf(remarks);
  }

  private GivenDictionary read(String argument) {
    int at = argument.lastIndexOf(AT_HOOK);
    Path directory = Path.of(at < 0 ? argument : argument.substring(0, at));
    StoredDictionary stored = DictionaryDirectory.read(directory);
    stored.remarks().forEach(remark -> remarks.add(directory + ": " + remark));
    String hook =
        at < 0
            ? stored
                .hook()
                .orElseThrow(
                    () ->
                        new UserError(
                            directory
                                + " does not tell its hook; give it as --dictionary "
                                + directory
                                + "@blocks.LAYER.KIND"))
            : argument.substring(at + 1);
    Dictionary dictionary = stored.dictionary();
    return new GivenDictionary(
        hook,
        dictionary.kind(),
        dictionary.width(),
        dictionary.features(),
        dictionary.digest(),
        DictionaryCodec.toBytes(dictionary));
  }

  /** Settings with the dictionaries in them, and their hooks where none are listed. */
  RunSettings in(RunSettings settings) {
    if (given().isEmpty()) {
      return settings;
    }
    Map<String, String> digests = new TreeMap<>();
    for (GivenDictionary dictionary : given()) {
      if (digests.put(dictionary.hook(), dictionary.digest()) != null) {
        throw new UserError("two dictionaries are given for " + dictionary.hook());
      }
    }
    String pairs =
        digests.entrySet().stream()
            .map(pair -> pair.getKey() + "=" + pair.getValue())
            .collect(Collectors.joining(","));
    RunSettings with = settings.with(Settings.DICTIONARY_GIVEN.name(), pairs);
    return settings.get(Settings.HOOKS).isBlank()
        ? with.with(Settings.HOOKS.name(), String.join(",", digests.keySet()))
        : with;
  }
}
