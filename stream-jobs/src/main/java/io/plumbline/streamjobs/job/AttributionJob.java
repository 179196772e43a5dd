package io.plumbline.streamjobs.job;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.operator.AttributionFunction;
import io.plumbline.streamjobs.operator.DecisionEvidence;
import io.plumbline.streamjobs.operator.PayloadRounding;
import io.plumbline.streamjobs.operator.RunSpecReader;
import io.plumbline.streamjobs.operator.Screens;
import io.plumbline.streamjobs.operator.Statement;
import io.plumbline.streamjobs.operator.Statements;
import io.plumbline.streamjobs.sink.RecordSink;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.RecordSource;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * runs, feedback, checkpoints, activations, log-probs, readouts -> attributions, dictionaries:
 * takes what each checkpoint has learned apart, at the positions where words are chosen.
 *
 * <p>A job of its own, because it is heavier than the probes and no alert waits for it. What the
 * other jobs read as well (runs, checkpoints, log-probs), they refuse.
 */
public final class AttributionJob {
  public static final String NAME = "plumbline-attribution";

  private static final String STAGE = "attribution";

  private AttributionJob() {}

  /** Adds the job to an environment; whoever made that executes it. */
  public static void build(StreamExecutionEnvironment env, JobOptions options) {
    Environments.configure(env, options);
    OutputTag<Rejected<ActivationBatch>> rejectedActivations = Rejected.tag(ActivationBatch.class);
    OutputTag<Rejected<ReadoutBatch>> rejectedReadouts = Rejected.tag(ReadoutBatch.class);
    RecordSource source = new RecordSource(env, options.source(STAGE));
    RecordSink sink = new RecordSink(options.sink(STAGE));

    RecordSource.Parsed<ActivationBatch> activations =
        source.withLost(Topics.ACTIVATIONS, options.inputs(), ActivationBatch.class);
    SingleOutputStreamOperator<Received<ActivationBatch>> rows =
        activations
            .records()
            .filter(in -> in.isLost() || in.value().getRole() == RowRole.DECISION)
            .name("decision rows")
            .uid("activations-filter");
    SingleOutputStreamOperator<Received<ActivationBatch>> decisions =
        PayloadRounding.of(rows, options.overrides())
            .process(Screens.activations(), Received.type(ActivationBatch.class))
            .name("screen activations")
            .uid("activations-screen");
    RecordSource.Parsed<ReadoutBatch> readouts =
        source.withLost(Topics.READOUTS, options.inputs(), ReadoutBatch.class);
    SingleOutputStreamOperator<Received<ReadoutBatch>> screenedReadouts =
        readouts
            .records()
            .process(Screens.readouts(), Received.type(ReadoutBatch.class))
            .name("screen readouts")
            .uid("readouts-screen");
    RecordSource.Parsed<LogProbBatch> logProbs =
        source.withLost(Topics.LOG_PROBS, options.inputs(), LogProbBatch.class);
    RecordSource.Parsed<CheckpointArrived> checkpoints =
        source.withLost(Topics.CHECKPOINTS, options.inputs(), CheckpointArrived.class);
    DataStream<DecisionEvidence> evidence =
        decisions
            .map(DecisionEvidence::ofActivations, DecisionEvidence.TYPE)
            .name("decisions")
            .uid("decisions-evidence")
            .union(
                screenedReadouts
                    .map(DecisionEvidence::ofReadout, DecisionEvidence.TYPE)
                    .name("readouts")
                    .uid("readouts-evidence"),
                logProbs
                    .records()
                    .filter(in -> in.isLost() || in.value().getPosition().getOrdinal() == 0)
                    .name("base's log-probs")
                    .uid("log-probs-filter")
                    .process(Screens.logProbs(), Received.type(LogProbBatch.class))
                    .name("screen log-probs")
                    .uid("log-probs-screen")
                    .map(DecisionEvidence::ofLogProbs, DecisionEvidence.TYPE)
                    .name("log-probs")
                    .uid("log-probs-evidence"),
                checkpoints
                    .records()
                    .map(DecisionEvidence::ofCheckpoint, DecisionEvidence.TYPE)
                    .name("checkpoints")
                    .uid("checkpoints-evidence"));

    SingleOutputStreamOperator<AttributionReport> reports =
        evidence
            .keyBy(DecisionEvidence::run, Types.STRING)
            .connect(
                statements(source, options, checkpoints.records())
                    .broadcast(Statements.descriptors()))
            .process(
                new AttributionFunction(options.patience(), options.forgetAfter()),
                new RecordType<>(AttributionReport.class))
            .name("attribute")
            .uid("attribution");

    sink.write(reports, Topics.ATTRIBUTIONS);
    sink.write(reports.getSideOutput(AttributionFunction.DICTIONARIES), Topics.DICTIONARIES);
    DataStream<DeadLetter> refusedActivations =
        sink.deadLetters(
            decisions
                .getSideOutput(rejectedActivations)
                .union(reports.getSideOutput(rejectedActivations)),
            "refused-activations");
    DataStream<DeadLetter> refusedReadouts =
        sink.deadLetters(
            screenedReadouts
                .getSideOutput(rejectedReadouts)
                .union(reports.getSideOutput(rejectedReadouts)),
            "refused-readouts");
    sink.writeDeadLetters(List.of(readouts.deadLetters(), refusedActivations, refusedReadouts));
  }

  private static DataStream<Statement> statements(
      RecordSource source,
      JobOptions options,
      DataStream<Received<CheckpointArrived>> checkpoints) {
    return source
        .ofRun(Topics.RUNS, options.inputs(), RunSpec.class)
        .records()
        .process(new RunSpecReader(options.overrides()), Received.type(RunSpec.class))
        .name("read settings")
        .uid("run-specs")
        .map(Statement::ofSpec, Statement.TYPE)
        .name("runs")
        .uid("runs-statement")
        .union(
            source
                .all(Topics.FEEDBACK, options.inputs(), FeedbackItem.class)
                .records()
                .map(Statement::ofItem, Statement.TYPE)
                .name("feedback")
                .uid("feedback-statement"),
            checkpoints
                .filter(in -> !in.isLost())
                .name("announcements")
                .uid("checkpoints-first")
                .map(in -> Statement.ofRun(in.value().getRun()), Statement.TYPE)
                .name("heard of")
                .uid("heard-statement"));
  }

  /** Runs the job on the cluster that the Flink client is configured for. */
  public static void main(String[] args) throws Exception {
    JobOptions options = JobArguments.parse(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    build(env, options);
    env.execute(NAME);
  }
}
