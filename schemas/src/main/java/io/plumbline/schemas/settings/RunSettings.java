package io.plumbline.schemas.settings;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.SettingValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings of one run: what was given, and the declared defaults for the rest. Immutable. */
public final class RunSettings {
  private final Map<String, Object> values;

  private RunSettings(Map<String, Object> values) {
    this.values = values;
  }

  /** All defaults. */
  public static RunSettings defaults() {
    Map<String, Object> values = new TreeMap<>();
    for (Setting<?> setting : Settings.ALL) {
      values.put(setting.name(), setting.defaultValue());
    }
    return new RunSettings(values);
  }

  /**
   * Settings as they travel in a RunSpec. Those that it does not name have their defaults.
   *
   * @throws UserError if a name is unknown or a value not allowed
   */
  public static RunSettings of(Collection<SettingValue> given) {
    RunSettings settings = defaults();
    for (SettingValue value : given) {
      settings = settings.with(value.getName(), value.getValue());
    }
    return settings;
  }

  /**
   * Value of one setting as they travel in a RunSpec, without reading the others.
   *
   * @throws UserError if the value is not allowed
   */
  public static <T> T value(Collection<SettingValue> given, Setting<T> setting) {
    for (SettingValue value : given) {
      if (value.getName().equals(setting.name())) {
        return setting.parse(value.getValue());
      }
    }
    return setting.defaultValue();
  }

  /**
   * Rows that dictionaries are refreshed on at every checkpoint, as settings travel in a RunSpec; 0
   * where they are not, which those that are given never are.
   */
  public static int refreshRows(Collection<SettingValue> given) {
    int rows = value(given, Settings.DICTIONARY_REFRESH);
    boolean trained = rows == 0 || value(given, Settings.DICTIONARY_GIVEN).digests().isEmpty();
    return trained ? rows : 0;
  }

  /**
   * These settings with one changed.
   *
   * @throws UserError if the name is unknown or the value not allowed
   */
  public RunSettings with(String name, String text) {
    Setting<?> setting =
        Settings.ALL.stream()
            .filter(s -> s.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new UserError(unknown(name)));
    Map<String, Object> changed = new TreeMap<>(values);
    changed.put(name, setting.parse(text));
    return new RunSettings(changed);
  }

  /** Value of a setting. */
  @SuppressWarnings("unchecked") // with() and defaults() put only values of the setting's type
  public <T> T get(Setting<T> setting) {
    return (T) values.get(setting.name());
  }

  /** As they travel in a RunSpec: all of them, sorted by name. */
  public List<SettingValue> toRecords() {
    List<SettingValue> records = new ArrayList<>();
    values.forEach((name, value) -> records.add(new SettingValue(name, Setting.text(value))));
    return records;
  }

  private static String unknown(String name) {
    List<String> names = Settings.ALL.stream().map(Setting::name).toList();
    return "there is no setting '" + name + "'; there are " + String.join(", ", names);
  }
}
