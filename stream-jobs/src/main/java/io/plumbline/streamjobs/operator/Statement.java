package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.streamjobs.source.Received;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What all instances of an operator have to know: one of its components, the others are null.
 *
 * @param spec specification of a run
 * @param item an item of stated feedback
 * @param heardOf a run of which a checkpoint has begun to come
 */
public record Statement(Received<RunSpec> spec, Received<FeedbackItem> item, String heardOf) {
  /** Flink's type of it. */
  public static final TypeInformation<Statement> TYPE =
      Types.POJO(
          Statement.class,
          Map.of(
              "spec",
              Received.type(RunSpec.class),
              "item",
              Received.type(FeedbackItem.class),
              "heardOf",
              Types.STRING));

  /** Whether a batch is the first of its stream at a checkpoint, by which runs are heard of. */
  public static boolean begins(BatchPosition position) {
    return position.getShard() == 0 && position.getIndex() == 0;
  }

  public static Statement ofSpec(Received<RunSpec> spec) {
    return new Statement(spec, null, null);
  }

  public static Statement ofItem(Received<FeedbackItem> item) {
    return new Statement(null, item, null);
  }

  public static Statement ofRun(String run) {
    return new Statement(null, null, run);
  }
}
