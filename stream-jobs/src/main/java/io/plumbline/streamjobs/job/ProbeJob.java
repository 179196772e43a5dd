package io.plumbline.streamjobs.job;

import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.operator.ProbeEvidence;
import io.plumbline.streamjobs.operator.ProbeFunction;
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
 * runs, feedback, checkpoints, features, log-probs -> probe-reports, implicit-feedback: reports
 * what the probes find at each checkpoint of a run.
 */
public final class ProbeJob {
  public static final String NAME = "plumbline-probe";

  private static final String STAGE = "probe";

  private ProbeJob() {}

  /** Adds the job to an environment; whoever made that executes it. */
  public static void build(StreamExecutionEnvironment env, JobOptions options) {
    Environments.configure(env, options);
    OutputTag<Rejected<FeatureBatch>> rejectedFeatures = Rejected.tag(FeatureBatch.class);
    OutputTag<Rejected<LogProbBatch>> rejectedLogProbs = Rejected.tag(LogProbBatch.class);
    OutputTag<Rejected<RunSpec>> rejectedRuns = Rejected.tag(RunSpec.class);
    RecordSource source = new RecordSource(env, options.source(STAGE));
    RecordSink sink = new RecordSink(options.sink(STAGE));

    RecordSource.Parsed<RunSpec> runs = source.ofRun(Topics.RUNS, options.inputs(), RunSpec.class);
    SingleOutputStreamOperator<Received<RunSpec>> specs =
        runs.records()
            .process(new RunSpecReader(options.overrides()), Received.type(RunSpec.class))
            .name("read settings")
            .uid("run-specs");
    RecordSource.Parsed<FeedbackItem> feedback =
        source.all(Topics.FEEDBACK, options.inputs(), FeedbackItem.class);
    RecordSource.Parsed<FeatureBatch> features =
        source.withLost(Topics.FEATURES, options.outputs(), FeatureBatch.class);
    SingleOutputStreamOperator<Received<FeatureBatch>> screenedFeatures =
        features
            .records()
            .process(Screens.features(), Received.type(FeatureBatch.class))
            .name("screen features")
            .uid("features-screen");
    RecordSource.Parsed<LogProbBatch> logProbs =
        source.withLost(Topics.LOG_PROBS, options.inputs(), LogProbBatch.class);
    SingleOutputStreamOperator<Received<LogProbBatch>> screenedLogProbs =
        logProbs
            .records()
            .process(Screens.logProbs(), Received.type(LogProbBatch.class))
            .name("screen log-probs")
            .uid("log-probs-screen");
    RecordSource.Parsed<CheckpointArrived> checkpoints =
        source.withLost(Topics.CHECKPOINTS, options.inputs(), CheckpointArrived.class);
    DataStream<ProbeEvidence> evidence =
        screenedFeatures
            .map(ProbeEvidence::ofFeatures, ProbeEvidence.TYPE)
            .name("features")
            .uid("features-evidence")
            .union(
                screenedLogProbs
                    .map(ProbeEvidence::ofLogProbs, ProbeEvidence.TYPE)
                    .name("log-probs")
                    .uid("log-probs-evidence"),
                checkpoints
                    .records()
                    .map(ProbeEvidence::ofCheckpoint, ProbeEvidence.TYPE)
                    .name("checkpoints")
                    .uid("checkpoints-evidence"));

    DataStream<Statement> statements =
        specs
            .map(Statement::ofSpec, Statement.TYPE)
            .name("runs")
            .uid("runs-statement")
            .union(
                feedback
                    .records()
                    .map(Statement::ofItem, Statement.TYPE)
                    .name("feedback")
                    .uid("feedback-statement"),
                checkpoints
                    .records()
                    .filter(in -> !in.isLost())
                    .name("announcements")
                    .uid("checkpoints-first")
                    .map(in -> Statement.ofRun(in.value().getRun()), Statement.TYPE)
                    .name("heard of")
                    .uid("heard-statement"));

    SingleOutputStreamOperator<ProbeReport> reports =
        evidence
            .keyBy(ProbeEvidence::run, Types.STRING)
            .connect(statements.broadcast(Statements.descriptors()))
            .process(
                new ProbeFunction(options.patience(), options.forgetAfter()),
                new RecordType<>(ProbeReport.class))
            .name("probe")
            .uid("probe");

    sink.write(reports, Topics.PROBE_REPORTS);
    sink.write(reports.getSideOutput(ProbeFunction.IMPLICIT), Topics.IMPLICIT_FEEDBACK);
    DataStream<DeadLetter> refusedRuns =
        sink.deadLetters(
            specs.getSideOutput(rejectedRuns).union(reports.getSideOutput(rejectedRuns)),
            "refused-runs");
    DataStream<DeadLetter> refusedFeedback =
        sink.deadLetters(
            reports.getSideOutput(Rejected.tag(FeedbackItem.class)), "refused-feedback");
    DataStream<DeadLetter> refusedFeatures =
        sink.deadLetters(
            screenedFeatures
                .getSideOutput(rejectedFeatures)
                .union(reports.getSideOutput(rejectedFeatures)),
            "refused-features");
    DataStream<DeadLetter> refusedLogProbs =
        sink.deadLetters(
            screenedLogProbs
                .getSideOutput(rejectedLogProbs)
                .union(reports.getSideOutput(rejectedLogProbs)),
            "refused-log-probs");
    sink.writeDeadLetters(
        List.of(
            runs.deadLetters(),
            feedback.deadLetters(),
            features.deadLetters(),
            logProbs.deadLetters(),
            checkpoints.deadLetters(),
            refusedRuns,
            refusedFeedback,
            refusedFeatures,
            refusedLogProbs));
  }

  /** Runs the job on the cluster that the Flink client is configured for. */
  public static void main(String[] args) throws Exception {
    JobOptions options = JobArguments.parse(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    build(env, options);
    env.execute(NAME);
  }
}
