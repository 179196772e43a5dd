package io.plumbline.streamjobs.sink;

import io.plumbline.schemas.topic.Topic;

/** Sizes of messages that the topics accept. */
public final class MessageLimit {
  /** Largest message that a producer sends. */
  static final int REQUEST_BYTES = Topic.MAX_MESSAGE_BYTES;

  /** Largest arrays of one record, together: room is left for its other fields and headers. */
  public static final int PAYLOAD_BYTES = REQUEST_BYTES - (512 << 10);

  /** Size of a part where something large is cut into several records. */
  public static final int CHUNK_BYTES = 512 << 10;

  private MessageLimit() {}
}
