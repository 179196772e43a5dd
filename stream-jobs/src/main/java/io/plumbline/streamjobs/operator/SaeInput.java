package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.streamjobs.source.Received;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Either;

/** What {@link SaeFunction} is keyed on: activations on the left, given weights on the right. */
public final class SaeInput {
  private SaeInput() {}

  /** Both streams as one. */
  public static DataStream<Either<Received<ActivationBatch>, Received<DictionaryVersion>>> of(
      DataStream<Received<ActivationBatch>> activations,
      DataStream<Received<DictionaryVersion>> weights) {
    TypeInformation<Either<Received<ActivationBatch>, Received<DictionaryVersion>>> type =
        new EitherTypeInfo<>(
            Received.type(ActivationBatch.class), Received.type(DictionaryVersion.class));
    return activations
        .map(SaeInput::left, type)
        .name("activations")
        .uid("sae-activations")
        .union(weights.map(SaeInput::right, type).name("weights").uid("sae-weights"));
  }

  static Either<Received<ActivationBatch>, Received<DictionaryVersion>> left(
      Received<ActivationBatch> activations) {
    return Either.Left(activations);
  }

  static Either<Received<ActivationBatch>, Received<DictionaryVersion>> right(
      Received<DictionaryVersion> weights) {
    return Either.Right(weights);
  }

  /** run/hook. Of a record that could not be read, its Kafka key says it. */
  public static String key(Either<Received<ActivationBatch>, Received<DictionaryVersion>> input) {
    if (input.isLeft()) {
      Received<ActivationBatch> received = input.left();
      return received.isLost()
          ? received.keyText()
          : Keys.of(received.value().getPosition().getRun(), received.value().getHook());
    }
    Received<DictionaryVersion> received = input.right();
    if (received.isLost()) {
      String withChunk = received.keyText();
      return withChunk.substring(0, Math.max(0, withChunk.lastIndexOf('/')));
    }
    return Keys.of(received.value().getRun(), received.value().getHook());
  }
}
