package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.TrustedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

/**
 * Savepoints of the operators in the middle of small runs, as files that later builds are tested
 * with. The specifications of the runs are kept beside them, since a setting that is added later
 * changes the digest that seeds come from.
 */
final class Savepoints {
  static {
    TrustedRecords.trust();
  }

  static final String SAE = "sae.savepoint.gz";
  static final String PROBE = "probe.savepoint.gz";
  static final String ATTRIBUTION = "attribution.savepoint.gz";

  private static final String PROBED_SPEC = "probed-spec.avro";
  private static final String ATTRIBUTED_SPEC = "attributed-spec.avro";

  private static final TinyRun RUN = new TinyRun("run", 3);
  private static final TinyDecisions DECISIONS = new TinyDecisions("run", 4, true);

  private Savepoints() {}

  /** Writes the savepoints of this build. */
  static void write(Path directory) throws Exception {
    Files.createDirectories(directory);
    RunSpec probed = RUN.spec();
    RunSpec attributed = DECISIONS.spec();
    write(probed, directory.resolve(PROBED_SPEC));
    write(attributed, directory.resolve(ATTRIBUTED_SPEC));
    try (SaeHarness harness = new SaeHarness()) {
      addSae(harness, first(sae(probed)));
      write(harness.snapshot(), directory.resolve(SAE));
    }
    try (ProbeHarness harness = new ProbeHarness()) {
      addProbe(harness, first(probe(probed)));
      write(harness.snapshot(), directory.resolve(PROBE));
    }
    try (AttributionHarness harness = new AttributionHarness()) {
      addAttribution(harness, first(attribution(attributed)));
      write(harness.snapshot(), directory.resolve(ATTRIBUTION));
    }
  }

  /** What SaeFunction is fed, the specification among it. */
  static List<SpecificRecordBase> sae(RunSpec spec) {
    List<SpecificRecordBase> records = new ArrayList<>(RUN.activations());
    Collections.shuffle(records, new Random(1));
    records.add(0, spec);
    return records;
  }

  /** What ProbeFunction is fed. */
  static List<SpecificRecordBase> probe(RunSpec spec) throws Exception {
    List<SpecificRecordBase> records = new ArrayList<>();
    try (SaeHarness sae = new SaeHarness()) {
      sae.specify(spec);
      for (ActivationBatch batch : RUN.activations()) {
        sae.add(batch);
      }
      records.addAll(sae.features);
    }
    for (int ordinal = 0; ordinal < RUN.checkpoints(); ordinal++) {
      records.add(RUN.checkpoint(ordinal));
    }
    records.addAll(RUN.logProbs());
    return inCheckpoints(records, spec);
  }

  /** What AttributionFunction is fed. */
  static List<SpecificRecordBase> attribution(RunSpec spec) {
    return inCheckpoints(DECISIONS.all(), spec);
  }

  /** Shuffled, but so that half of them make whole checkpoints. */
  private static List<SpecificRecordBase> inCheckpoints(
      List<SpecificRecordBase> records, RunSpec spec) {
    List<SpecificRecordBase> ordered = new ArrayList<>();
    ordered.add(spec);
    ordered.addAll(TinyFeedback.items());
    List<SpecificRecordBase> early = new ArrayList<>();
    List<SpecificRecordBase> late = new ArrayList<>();
    for (SpecificRecordBase record : records) {
      (ordinal(record) < 2 ? early : late).add(record);
    }
    Random random = new Random(2);
    Collections.shuffle(early, random);
    Collections.shuffle(late, random);
    ordered.addAll(early);
    ordered.addAll(late);
    return ordered;
  }

  private static int ordinal(SpecificRecordBase record) {
    Object position =
        record.getSchema().getField("position") == null ? null : record.get("position");
    return (int)
        (position == null ? record.get("ordinal") : ((SpecificRecordBase) position).get("ordinal"));
  }

  /** The part before the savepoint. */
  static List<SpecificRecordBase> first(List<SpecificRecordBase> records) {
    return records.subList(0, cut(records));
  }

  /** The part after it. */
  static List<SpecificRecordBase> rest(List<SpecificRecordBase> records) {
    return records.subList(cut(records), records.size());
  }

  private static int cut(List<SpecificRecordBase> records) {
    return records.size() * 4 / 5;
  }

  static void addSae(SaeHarness harness, List<SpecificRecordBase> records) throws Exception {
    for (SpecificRecordBase record : records) {
      if (record instanceof RunSpec spec) {
        harness.specify(spec);
      } else {
        harness.add((ActivationBatch) record);
      }
    }
  }

  static void addProbe(ProbeHarness harness, List<SpecificRecordBase> records) throws Exception {
    for (SpecificRecordBase record : records) {
      harness.add(record);
    }
  }

  static void addAttribution(AttributionHarness harness, List<SpecificRecordBase> records)
      throws Exception {
    for (SpecificRecordBase record : records) {
      harness.add(record);
    }
  }

  private static void write(OperatorSubtaskState state, Path file) throws IOException {
    Path plain = Files.createTempFile("savepoint", "");
    OperatorSnapshotUtil.writeStateHandle(state, plain.toString());
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      Files.copy(plain, out);
    }
    Files.delete(plain);
  }

  private static void write(RunSpec spec, Path file) throws IOException {
    try (DataFileWriter<RunSpec> out = new DataFileWriter<>(new SpecificDatumWriter<>())) {
      out.create(spec.getSchema(), file.toFile());
      out.append(spec);
    }
  }

  /** Specification of the run that SaeFunction and ProbeFunction had in an older build. */
  static RunSpec probedSpec(String build) throws IOException {
    return spec(build, PROBED_SPEC);
  }

  /** Specification of the run that AttributionFunction had in an older build. */
  static RunSpec attributedSpec(String build) throws IOException {
    return spec(build, ATTRIBUTED_SPEC);
  }

  private static RunSpec spec(String build, String name) throws IOException {
    InputStream in = Savepoints.class.getResourceAsStream("/savepoints/" + build + "/" + name);
    try (DataFileStream<RunSpec> records =
        new DataFileStream<>(in, new SpecificDatumReader<>(RunSpec.class))) {
      return records.next();
    }
  }

  /** Reads a savepoint of an older build. */
  static OperatorSubtaskState read(String build, String name) throws Exception {
    Path plain = Files.createTempFile("savepoint", "");
    String resource = "/savepoints/" + build + "/" + name;
    try (InputStream in = new GZIPInputStream(Savepoints.class.getResourceAsStream(resource))) {
      Files.write(plain, in.readAllBytes());
    }
    OperatorSubtaskState state = OperatorSnapshotUtil.readStateHandle(plain.toString());
    Files.delete(plain);
    return state;
  }
}
