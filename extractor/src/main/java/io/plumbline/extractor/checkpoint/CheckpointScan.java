package io.plumbline.extractor.checkpoint;

import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which directories within an output directory are checkpoints by their names and places: {@code
 * checkpoint-N} of the Hugging Face trainer, {@code global_stepN_hf} of OpenRLHF, and what verl and
 * SkyRL keep within {@code global_step_N}.
 */
final class CheckpointScan {
  private static final Pattern NAME =
      Pattern.compile("(?:(?:checkpoint|step|global_step)[-_](\\d{1,9})|global_step(\\d{1,9})_hf)");

  private static final String VERL = "global_step_";

  /** Where verl and SkyRL put the policy; supervised trainers put it into the step itself. */
  private static final List<String> ROLES = List.of("actor", "policy", "");

  /**
   * Where they put its weights. They write a model's configuration whatever they save, and verl's
   * merger the base of an adapter beside it, so an adapter is what was saved where there is one.
   */
  private static final List<String> FORMS =
      List.of("lora_adapter", "huggingface/lora_adapter", "huggingface");

  private CheckpointScan() {}

  /**
   * Lists the candidates, complete or not.
   *
   * @return directories of the files by training step; the base's step 0 is left out
   * @throws UserError if the output directory cannot be read
   */
  static SortedMap<Integer, Path> of(Path root) {
    SortedMap<Integer, Path> found = new TreeMap<>();
    try (Stream<Path> entries = Files.list(root).sorted()) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (name.matches() && Files.isDirectory(entry)) {
          int step = Integer.parseInt(name.group(1) == null ? name.group(2) : name.group(1));
          if (step > 0) {
            files(entry).ifPresent(files -> found.putIfAbsent(step, files));
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw Unreadable.because(root, e);
    }
    return found;
  }

  private static Optional<Path> files(Path checkpoint) {
    Optional<Path> inner =
        ROLES.stream()
            .map(checkpoint::resolve)
            .flatMap(role -> Stream.concat(FORMS.stream().map(role::resolve), Stream.of(role)))
            .filter(path -> Files.isDirectory(path) && !path.equals(checkpoint))
            .findFirst();
    return inner.isPresent() || isGivenUp(checkpoint) ? inner : Optional.of(checkpoint);
  }

  /** Of steps that are not to be kept verl deletes the policy, and leaves other files behind. */
  private static boolean isGivenUp(Path checkpoint) {
    if (!checkpoint.getFileName().toString().startsWith(VERL)) {
      return false;
    }
    try (Stream<Path> left = Files.list(checkpoint)) {
      return left.map(Path::getFileName)
          .map(Path::toString)
          .allMatch(name -> name.equals("critic") || name.endsWith(".pt"));
    } catch (IOException e) {
      return !Files.exists(checkpoint);
    }
  }
}
