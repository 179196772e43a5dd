package io.plumbline.extractor.extract;

import io.plumbline.extractor.feedback.FeedbackOptions;
import io.plumbline.schemas.settings.RunSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is extracted, and where it goes.
 *
 * @param checkpoint directory of the checkpoint
 * @param base directory of the base: its tokenizer is used, and an adapter lies over it
 * @param feedback files of feedback
 * @param options what its rows need
 * @param settings hooks and positions, as a run has them
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param threads forward passes at a time on the CPU; on a GPU there is one, for its memory's sake
 * @param out directory of the result, which is made if needed
 * @param force whether a result that is there is replaced
 */
public record ExtractOptions(
    Path checkpoint,
    Optional<Path> base,
    List<Path> feedback,
    FeedbackOptions options,
    RunSettings settings,
    String device,
    int threads,
    Path out,
    boolean force) {}
