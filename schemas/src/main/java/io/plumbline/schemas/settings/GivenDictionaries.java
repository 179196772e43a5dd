package io.plumbline.schemas.settings;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Dictionaries that a run is given instead of training them.
 *
 * @param digests SHA-256 of the canonical weights, by hook
 */
public record GivenDictionaries(SortedMap<String, String> digests) {
  /** Every dictionary is trained. */
  public static final GivenDictionaries NONE = new GivenDictionaries(new TreeMap<>());

  private static final Pattern PAIR = Pattern.compile("([\\w.]+)=([0-9a-f]{64})");

  public GivenDictionaries {
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static GivenDictionaries parse(String text) {
    SortedMap<String, String> digests = new TreeMap<>();
    if (text.isEmpty()) {
      return NONE;
    }
    for (String pair : text.split(",", -1)) {
      Matcher matcher = PAIR.matcher(pair.strip());
      if (!matcher.matches() || digests.put(matcher.group(1), matcher.group(2)) != null) {
        throw new IllegalArgumentException(pair);
      }
    }
    return new GivenDictionaries(digests);
  }

  /** Digest of the dictionary given for a hook, if one is. */
  public Optional<String> digest(String hook) {
    return Optional.ofNullable(digests.get(hook));
  }

  @Override
  public String toString() {
    return digests.entrySet().stream()
        .map((Map.Entry<String, String> given) -> given.getKey() + "=" + given.getValue())
        .collect(Collectors.joining(","));
  }
}
