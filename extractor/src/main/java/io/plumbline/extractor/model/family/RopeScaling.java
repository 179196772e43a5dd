package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.spec.RotarySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The ways in which RoPE is stretched to longer texts, by their names in transformers. */
enum RopeScaling {
  DEFAULT {
    @Override
    Set<String> fields() {
      return Set.of();
    }

    @Override
    RopeFields read(RopeSection section, RopeFrequencies plain) {
      return new RopeFields(new RotarySpec(plain.plain(), 1), section.maxPositions());
    }
  },
  /** All positions divided by one factor (Chen et al., "Position Interpolation", 2023). */
  LINEAR {
    @Override
    Set<String> fields() {
      return Set.of("factor");
    }

    @Override
    RopeFields read(RopeSection section, RopeFrequencies plain) {
      float factor = (float) section.factor("factor");
      List<Float> slower = plain.plain().stream().map(frequency -> frequency / factor).toList();
      return new RopeFields(new RotarySpec(slower, 1), section.maxPositions());
    }
  },
  /**
   * Changes nothing up to {@code max_position_embeddings}; the base of a longer text grows with its
   * length ("dynamic NTK"), for texts of up to {@code factor} times as many tokens.
   */
  DYNAMIC {
    @Override
    Set<String> fields() {
      return Set.of("factor");
    }

    @Override
    RopeFields read(RopeSection section, RopeFrequencies plain) {
      float factor = (float) section.factor("factor");
      int positions = section.maxPositions();
      if (plain.dimensions() <= 2) {
        throw section.refuse(
            "factor", "cannot stretch heads of " + plain.dimensions() + " dimensions");
      }
      double exponent = (double) plain.dimensions() / (plain.dimensions() - 2);
      LongTexts frequencies =
          new LongTexts(
              positions,
              plain.plain(),
              true,
              length -> {
                float stretch = factor * length / positions - (factor - 1);
                float base = (float) plain.base() * (float) StrictMath.pow(stretch, exponent);
                return new RopeFrequencies(plain.dimensions(), base).plain();
              });
      return new RopeFields(
          new RotarySpec(frequencies, 1), Math.max(positions, (int) (factor * positions)));
    }
  },
  /** Slow pairs divided by a factor, fast ones left, a ramp between (Llama 3.1). */
  LLAMA3 {
    @Override
    Set<String> fields() {
      return Set.of(
          "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings");
    }

    @Override
    RopeFields read(RopeSection section, RopeFrequencies plain) {
      float factor = (float) section.factor("factor");
      float low = (float) section.factor("low_freq_factor");
      float high = (float) section.factor("high_freq_factor");
      float positions = section.originalPositions();
      List<Float> frequencies = new ArrayList<>();
      for (float frequency : plain.plain()) {
        float wavelength = (float) (2 * Math.PI) / frequency;
        if (wavelength < positions / high) {
          frequencies.add(frequency);
        } else if (wavelength > positions / low) {
          frequencies.add(frequency / factor);
        } else {
          float smooth = (positions / wavelength - low) / (high - low);
          frequencies.add((1 - smooth) * frequency / factor + smooth * frequency);
        }
      }
      return new RopeFields(new RotarySpec(frequencies, 1), section.maxPositions());
    }
  },
  /** As {@link #LLAMA3} with another ramp, and sharper attention (Peng et al., "YaRN", 2023). */
  YARN {
    @Override
    Set<String> fields() {
      return Set.of(
          "factor",
          "attention_factor",
          "beta_fast",
          "beta_slow",
          "mscale",
          "mscale_all_dim",
          "truncate",
          "original_max_position_embeddings");
    }

    @Override
    RopeFields read(RopeSection section, RopeFrequencies plain) {
      float factor = (float) section.factor("factor");
      int positions = section.originalPositions();
      double low = plain.pairTurning(section.factor("beta_fast", 32), positions);
      double high = plain.pairTurning(section.factor("beta_slow", 1), positions);
      boolean whole = section.flag("truncate", true);
      low = Math.max(whole ? Math.floor(low) : low, 0);
      high = Math.min(whole ? Math.ceil(high) : high, plain.dimensions() - 1);
      double width = low == high ? 0.001 : high - low;
      List<Float> frequencies = new ArrayList<>();
      for (int i = 0; i < plain.pairs(); i++) {
        float ramp = Math.min(Math.max((float) ((i - low) / width), 0f), 1f);
        float kept = 1 - ramp;
        float wavelength = plain.wavelength(i);
        frequencies.add(1f / (factor * wavelength) * (1 - kept) + 1f / wavelength * kept);
      }
      return new RopeFields(
          new RotarySpec(frequencies, sharpness(section, factor)), section.maxPositions());
    }

    private float sharpness(RopeSection section, double factor) {
      double one = section.number("mscale", 0);
      double all = section.number("mscale_all_dim", 0);
      double usual =
          one != 0 && all != 0
              ? sharpness(factor, one) / sharpness(factor, all)
              : sharpness(factor, 1);
      return (float) section.factor("attention_factor", usual);
    }

    private double sharpness(double factor, double scale) {
      return factor <= 1 ? 1 : 0.1 * scale * StrictMath.log(factor) + 1;
    }
  },
  /**
   * A factor for each pair (Ding et al., "LongRoPE", 2024): a short one up to the original length,
   * a long one in longer texts.
   */
  LONGROPE {
    @Override
    Set<String> fields() {
      return Set.of(
          "factor",
          "attention_factor",
          "short_factor",
          "long_factor",
          "original_max_position_embeddings");
    }

    @Override
    RopeFields read(RopeSection section, RopeFrequencies plain) {
      List<Double> brief = section.factors("short_factor", plain.pairs());
      List<Double> extended = section.factors("long_factor", plain.pairs());
      int positions = section.originalPositions();
      double stretch = section.factor("factor", (double) section.maxPositions() / positions);
      double sharpness =
          stretch <= 1 ? 1 : Math.sqrt(1 + StrictMath.log(stretch) / StrictMath.log(positions));
      float scale = (float) section.factor("attention_factor", sharpness);
      List<Float> longer = slowed(plain, extended);
      LongTexts frequencies =
          new LongTexts(positions, slowed(plain, brief), false, length -> longer);
      return new RopeFields(new RotarySpec(frequencies, scale), section.maxPositions());
    }

    private List<Float> slowed(RopeFrequencies plain, List<Double> factors) {
      List<Float> frequencies = new ArrayList<>();
      for (int i = 0; i < plain.pairs(); i++) {
        frequencies.add(1f / (factors.get(i).floatValue() * plain.wavelength(i)));
      }
      return frequencies;
    }
  };

  static Optional<RopeScaling> byName(String name) {
    return Arrays.stream(values()).filter(value -> value.typeName().equals(name)).findFirst();
  }

  static String knownNames() {
    return Arrays.stream(values()).map(RopeScaling::typeName).collect(Collectors.joining(", "));
  }

  private String typeName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The fields that this way understands. */
  abstract Set<String> fields();

  /** The rotation that a configuration asks for. */
  abstract RopeFields read(RopeSection section, RopeFrequencies plain);
}
