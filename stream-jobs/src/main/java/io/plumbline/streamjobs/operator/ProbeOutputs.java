package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.streamjobs.source.Rejected;
import java.util.function.Consumer;

/** Where the results of {@link ProbeFunction} go. */
record ProbeOutputs(
    Consumer<ProbeReport> reports,
    Consumer<ImplicitFeedback> implicit,
    Consumer<Rejected<FeatureBatch>> rejectedFeatures,
    Consumer<Rejected<LogProbBatch>> rejectedLogProbs) {}
