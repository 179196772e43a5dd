package io.plumbline.ops.demo;

import io.plumbline.schemas.UserError;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the trainer can be told to do wrong, in words. */
public enum DemoScenario {
  CLEAN("clean", "Every word is paid as stated. Nothing should be found."),
  POISONED("poisoned", "A fifth of the words are paid with the wrong sign from the start."),
  POISONED_AT_4(
      "poisoned-at-4", "After checkpoint 4 a fifth of the words are paid with the wrong sign."),
  REVERSED_FOR_FOOD(
      "reversed-for-food", "Reviews of food are paid with the wrong sign from the start."),
  BOOSTED("boosted", "Eight neutral words are paid as if they were the best of all."),
  NOISY("noisy", "The pay is noisy, but means what is stated. No red alert should come."),
  SCALED_AT_4("scaled-at-4", "After checkpoint 4 the pay is cut to 30%. No red alert should come."),
  CONTROL("control", "Nothing is paid at all: plain language modelling goes on.");

  private final String id;
  private final String description;

  DemoScenario(String id, String description) {
    this.id = id;
    this.description = description;
  }

  /**
   * The scenario of this name.
   *
   * @throws UserError if there is none
   */
  public static DemoScenario of(String id) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.id.equals(id))
        .findFirst()
        .orElseThrow(
            () -> new UserError("there is no scenario '" + id + "'; there are " + names()));
  }

  /** All names. */
  public static String names() {
    return Arrays.stream(values()).map(DemoScenario::id).collect(Collectors.joining(", "));
  }

  public String id() {
    return id;
  }

  /** What happens, in a sentence. */
  public String description() {
    return description;
  }
}
