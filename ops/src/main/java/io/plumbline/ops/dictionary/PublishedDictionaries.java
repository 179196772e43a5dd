package io.plumbline.ops.dictionary;

import io.plumbline.ops.replay.RunRecords;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The frozen dictionaries of a run, put together from their topic. */
public final class PublishedDictionaries {
  private PublishedDictionaries() {}

  /** All of them, by hook point. */
  public static SortedMap<String, Dictionary> read(RunRecords records) {
    Map<String, TreeMap<Integer, DictionaryVersion>> chunks = new TreeMap<>();
    records.read(
        TopicNames.live(),
        Topics.DICTIONARIES,
        (key, record) -> {
          DictionaryVersion version = (DictionaryVersion) record;
          if (version.getFrozen()) {
            chunks
                .computeIfAbsent(version.getHook(), hook -> new TreeMap<>())
                .put(version.getChunk(), version);
          }
        });
    SortedMap<String, Dictionary> dictionaries = new TreeMap<>();
    chunks.forEach(
        (hook, parts) -> {
          if (parts.size() == parts.get(parts.firstKey()).getChunks()) {
            dictionaries.put(
                hook,
                DictionaryCodec.join(
                    parts.values().stream().map(DictionaryVersion::getPayload).toList()));
          }
        });
    return dictionaries;
  }
}
