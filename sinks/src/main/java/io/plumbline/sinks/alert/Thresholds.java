package io.plumbline.sinks.alert;

import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;

/** The run's {@code alert.*} settings; see {@link Settings} for what each means. */
public record Thresholds(
    double minSlope,
    double wrongSign,
    double drop,
    double asymmetry,
    double boost,
    double antiSpread,
    double slice,
    double sliceP) {

  public static Thresholds of(RunSettings settings) {
    return new Thresholds(
        settings.get(Settings.ALERT_MIN_SLOPE),
        settings.get(Settings.ALERT_WRONG_SIGN),
        settings.get(Settings.ALERT_DROP),
        settings.get(Settings.ALERT_ASYMMETRY),
        settings.get(Settings.ALERT_BOOST),
        settings.get(Settings.ALERT_ANTI_SPREAD),
        settings.get(Settings.ALERT_SLICE),
        settings.get(Settings.ALERT_SLICE_P));
  }
}
