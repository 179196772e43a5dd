package io.plumbline.extractor.model;

import ai.djl.Device;
import io.plumbline.schemas.settings.AttentionMethod;
import io.plumbline.schemas.settings.Precision;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;

/** Where and how a model computes. */
public record Computation(Device device, AttentionMethod attention, Precision precision) {
  /** As the settings of a run say. */
  public static Computation of(Device device, RunSettings settings) {
    return new Computation(
        device, settings.get(Settings.ATTENTION), settings.get(Settings.PRECISION));
  }
}
