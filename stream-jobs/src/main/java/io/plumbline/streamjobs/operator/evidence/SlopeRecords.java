package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ListedContext;
import io.plumbline.schemas.record.ListedPrompt;
import io.plumbline.schemas.record.PolicySlopes;
import io.plumbline.streamjobs.policy.ContextSlope;
import io.plumbline.streamjobs.policy.ListedSlopes;
import io.plumbline.streamjobs.policy.PromptSlope;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Slopes by prompt and context as records. */
final class SlopeRecords {
  private SlopeRecords() {}

  static PolicySlopes of(ListedSlopes slopes, StatedFeedback feedback) {
    Map<String, FeedbackItem> firsts =
        feedback.firstOf(
            slopes.prompts().stream().map(PromptSlope::prompt).collect(Collectors.toSet()));
    return PolicySlopes.newBuilder()
        .setPrompts(
            slopes.prompts().stream()
                .map(prompt -> prompt(prompt, firsts.get(prompt.prompt())))
                .toList())
        .setPromptsLeftOut(slopes.promptsLeftOut())
        .setContexts(slopes.contexts().stream().map(SlopeRecords::context).toList())
        .setContextsLeftOut(slopes.contextsLeftOut())
        .setContextsWithoutSlope(slopes.contextsWithoutSlope())
        .setTagsTooRare(slopes.tags().rare())
        .setTagsBeyond(slopes.tags().beyond())
        .build();
  }

  private static ListedPrompt prompt(PromptSlope prompt, FeedbackItem first) {
    return ListedPrompt.newBuilder()
        .setPrompt(PromptText.of(first))
        .setItem(first.getItem())
        .setSlope(prompt.slope())
        .setError(boxed(prompt.error()))
        .setContexts(prompt.contexts())
        .setMass(boxed(prompt.mass()))
        .setGain(boxed(prompt.gain()))
        .build();
  }

  private static ListedContext context(ContextSlope slope) {
    OptionalInt position = slope.context().position();
    return ListedContext.newBuilder()
        .setItem(slope.context().item())
        .setPosition(position.isPresent() ? position.getAsInt() : null)
        .setSlope(slope.slope())
        .setError(slope.error())
        .setCandidates(slope.candidates())
        .setMass(boxed(slope.mass()))
        .build();
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
