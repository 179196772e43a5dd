package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.streamjobs.source.Rejected;
import java.util.function.Consumer;

/** Where the results of {@link AttributionFunction} go. */
record AttributionOutputs(
    Consumer<AttributionReport> reports,
    Consumer<DictionaryVersion> dictionaries,
    Consumer<Rejected<ActivationBatch>> rejectedActivations,
    Consumer<Rejected<ReadoutBatch>> rejectedReadouts) {}
