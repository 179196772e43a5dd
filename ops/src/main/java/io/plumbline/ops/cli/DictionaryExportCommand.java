package io.plumbline.ops.cli;

import io.plumbline.ops.dictionary.PublishedDictionaries;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.schemas.UserError;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.layout.SaeLensDirectory;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline dictionary export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the dictionaries that a run has trained as SAELens does, one directory each.",
      "Beside those of the hook points there are two of the attribution, at decision positions: "
          + "HOOK:conditions of the base's residual stream, and HOOK:change of what changed in it "
          + "(less the base, over its norm scale). Where dictionary.refresh is set there are "
          + "HOOK:refreshed-ORDINAL of every checkpoint, and HOOK:null-step."
    })
final class DictionaryExportCommand implements Callable<Integer> {
  @ParentCommand private DictionaryCommand parent;
  @Mixin private StackOption options;

  @Option(names = "--run", paramLabel = "NAME", required = true, description = "The run.")
  private String run;

  @Parameters(paramLabel = "DIR", description = "Where the directories go.")
  private Path directory;

  @Override
  public Integer call() throws Exception {
    Plumbline plumbline = parent.plumbline();
    Session session = Session.joining(plumbline, "dictionary", options);
    SortedMap<String, Dictionary> dictionaries =
        PublishedDictionaries.read(new RunRecords(session.endpoints(), run));
    if (dictionaries.isEmpty()) {
      throw new UserError(
          "run " + run + " has no frozen dictionary yet; 'plumbline runs' lists the runs");
    }
    dictionaries.forEach(
        (hook, dictionary) -> {
          Path target = directory.resolve(hook.replace(':', '.'));
          SaeLensDirectory.write(dictionary, hook, target);
          plumbline
              .terminal()
              .plain(
                  "%s  %s, d_model %d, d_sae %d"
                      .formatted(
                          target, dictionary.kind(), dictionary.width(), dictionary.features()));
        });
    return 0;
  }
}
