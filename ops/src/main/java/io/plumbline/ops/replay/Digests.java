package io.plumbline.ops.replay;

import io.plumbline.schemas.digest.TopicDigest;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** Digests of what was derived from a run. */
public final class Digests {
  private Digests() {}

  /** By topic, in the order of the data's way. */
  public static Map<String, DerivedTopic> of(RunRecords records, TopicNames names) {
    Map<String, DerivedTopic> digests = new LinkedHashMap<>();
    for (Topic topic : Topics.DERIVED) {
      digests.put(topic.name(), of(records, names, topic));
    }
    return digests;
  }

  private static DerivedTopic of(RunRecords records, TopicNames names, Topic topic) {
    TopicDigest digest = new TopicDigest();
    if (topic.compacted()) {
      // The broker may have removed older records of a key, or not: the newest is always there.
      Map<String, SpecificRecord> newest = new TreeMap<>();
      records.read(names, topic, newest::put);
      newest.values().forEach(digest::add);
    } else {
      records.read(names, topic, (key, record) -> digest.add(record));
    }
    return new DerivedTopic(digest.size(), digest.duplicates(), digest.hex());
  }
}
