package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.streamjobs.source.Rejected;
import java.util.function.Consumer;

/** Where the results of {@link SaeFunction} go. */
record SaeOutputs(
    Consumer<FeatureBatch> features,
    Consumer<DictionaryVersion> dictionaries,
    Consumer<Rejected<ActivationBatch>> rejected,
    Consumer<Rejected<DictionaryVersion>> rejectedWeights) {}
