package io.plumbline.streamjobs.job;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.operator.PayloadRounding;
import io.plumbline.streamjobs.operator.RunSpecReader;
import io.plumbline.streamjobs.operator.SaeFunction;
import io.plumbline.streamjobs.operator.SaeInput;
import io.plumbline.streamjobs.operator.Screens;
import io.plumbline.streamjobs.operator.Statement;
import io.plumbline.streamjobs.operator.Statements;
import io.plumbline.streamjobs.operator.WeightsCheck;
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
 * runs, activations, given-dictionaries -> dictionaries, features: trains a dictionary for each
 * hook of a run on its base checkpoint and freezes it, unless it is given one, and encodes every
 * checkpoint.
 */
public final class SaeJob {
  public static final String NAME = "plumbline-sae";

  private static final String STAGE = "sae";

  private SaeJob() {}

  /** Adds the job to an environment; whoever made that executes it. */
  public static void build(StreamExecutionEnvironment env, JobOptions options) {
    Environments.configure(env, options);
    OutputTag<Rejected<ActivationBatch>> rejected = Rejected.tag(ActivationBatch.class);
    OutputTag<Rejected<RunSpec>> rejectedRuns = Rejected.tag(RunSpec.class);
    RecordSource source = new RecordSource(env, options.source(STAGE));
    RecordSink sink = new RecordSink(options.sink(STAGE));

    RecordSource.Parsed<RunSpec> runs = source.ofRun(Topics.RUNS, options.inputs(), RunSpec.class);
    SingleOutputStreamOperator<Received<RunSpec>> specs =
        runs.records()
            .process(new RunSpecReader(options.overrides()), Received.type(RunSpec.class))
            .name("read settings")
            .uid("run-specs");

    RecordSource.Parsed<ActivationBatch> activations =
        source.withLost(Topics.ACTIVATIONS, options.inputs(), ActivationBatch.class);
    SingleOutputStreamOperator<Received<ActivationBatch>> rows =
        activations
            .records()
            .filter(in -> in.isLost() || in.value().getRole() != RowRole.DECISION)
            .name("dictionary rows")
            .uid("activations-filter");
    SingleOutputStreamOperator<Received<ActivationBatch>> screened =
        PayloadRounding.of(rows, options.overrides())
            .process(Screens.activations(), Received.type(ActivationBatch.class))
            .name("screen activations")
            .uid("activations-screen");

    RecordSource.Parsed<DictionaryVersion> given =
        source.withLost(Topics.GIVEN_DICTIONARIES, options.inputs(), DictionaryVersion.class);
    SingleOutputStreamOperator<Received<DictionaryVersion>> weights =
        given
            .records()
            .process(new WeightsCheck(), Received.type(DictionaryVersion.class))
            .name("screen weights")
            .uid("weights-screen");

    DataStream<Statement> statements =
        specs
            .map(Statement::ofSpec, Statement.TYPE)
            .name("runs")
            .uid("runs-statement")
            .union(
                screened
                    .filter(in -> !in.isLost() && Statement.begins(in.value().getPosition()))
                    .name("first batches")
                    .uid("activations-first")
                    .map(in -> Statement.ofRun(in.value().getPosition().getRun()), Statement.TYPE)
                    .name("heard of")
                    .uid("heard-statement"));

    SingleOutputStreamOperator<FeatureBatch> features =
        SaeInput.of(screened, weights)
            .keyBy(SaeInput::key, Types.STRING)
            .connect(statements.broadcast(Statements.descriptors()))
            .process(
                new SaeFunction(options.patience(), options.forgetAfter()),
                new RecordType<>(FeatureBatch.class))
            .name("train and encode")
            .uid("sae");

    sink.write(features, Topics.FEATURES);
    sink.write(features.getSideOutput(SaeFunction.DICTIONARIES), Topics.DICTIONARIES);
    DataStream<DeadLetter> refusedBatches =
        sink.deadLetters(
            screened.getSideOutput(rejected).union(features.getSideOutput(rejected)),
            "refused-activations");
    OutputTag<Rejected<DictionaryVersion>> rejectedWeights = Rejected.tag(DictionaryVersion.class);
    DataStream<DeadLetter> refusedWeights =
        sink.deadLetters(
            weights.getSideOutput(rejectedWeights).union(features.getSideOutput(rejectedWeights)),
            "refused-weights");
    DataStream<DeadLetter> refusedRuns =
        sink.deadLetters(
            specs.getSideOutput(rejectedRuns).union(features.getSideOutput(rejectedRuns)),
            "refused-runs");
    sink.writeDeadLetters(
        List.of(
            runs.deadLetters(),
            activations.deadLetters(),
            given.deadLetters(),
            refusedBatches,
            refusedWeights,
            refusedRuns));
  }

  /** Runs the job on the cluster that the Flink client is configured for. */
  public static void main(String[] args) throws Exception {
    JobOptions options = JobArguments.parse(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    build(env, options);
    env.execute(NAME);
  }
}
