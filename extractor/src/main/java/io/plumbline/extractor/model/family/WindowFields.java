package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.layer.BatchLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Reads which layers see a sliding window only, and how wide it is. */
final class WindowFields {
  private static final String LAYER_TYPES = "layer_types";
  private static final String SLIDING = "sliding_attention";
  private static final int DEFAULT_WINDOW = 4096;
  private static final int DEFAULT_FULL_LAYERS = 28;

  private WindowFields() {}

  /**
   * For each layer how many positions each position sees.
   *
   * @param window of the layers that slide
   * @param slides says it of a layer, where the configuration has no {@code layer_types}
   */
  static List<Integer> read(ConfigFile config, int layers, int window, IntPredicate slides) {
    List<String> types = config.texts(LAYER_TYPES);
    if (!types.isEmpty() && types.size() != layers) {
      throw config.refuse(LAYER_TYPES, "has to name the type of each of " + layers + " layers");
    }
    List<Integer> windows = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      boolean sliding = types.isEmpty() ? slides.test(i) : isSliding(config, types.get(i));
      windows.add(sliding ? window : BatchLayout.EVERYTHING);
    }
    return windows;
  }

  private static boolean isSliding(ConfigFile config, String type) {
    return switch (type) {
      case SLIDING -> true;
      case "full_attention" -> false;
      default ->
          throw config.refuse(LAYER_TYPES, "has type " + type + ", which is not implemented");
    };
  }

  /**
   * Qwen's way: a switch for all windows, and the number of layers at the start without one.
   *
   * @return for each layer how many positions each position sees
   */
  static List<Integer> readSwitched(ConfigFile config, int layers) {
    boolean on = config.flag("use_sliding_window", false);
    int window = window(config);
    int first = (int) config.number("max_window_layers", DEFAULT_FULL_LAYERS);
    if (!on && config.texts(LAYER_TYPES).contains(SLIDING)) {
      throw config.refuse(LAYER_TYPES, "contradicts use_sliding_window = false");
    }
    return read(config, layers, window, i -> on && i >= first);
  }

  /** Null means no window; a field that is missing, the default of transformers. */
  static int window(ConfigFile config) {
    return config.positive(
        "sliding_window",
        config.mentions("sliding_window") ? BatchLayout.EVERYTHING : DEFAULT_WINDOW);
  }
}
