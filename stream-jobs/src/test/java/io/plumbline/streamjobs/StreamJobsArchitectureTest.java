package io.plumbline.streamjobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamJobsArchitectureTest {
  private static final String ROOT = "io.plumbline.streamjobs.";
  private static final String[] MATHEMATICS = {
    ROOT + "linalg..",
    ROOT + "attribution..",
    ROOT + "dictionary..",
    ROOT + "probe..",
    ROOT + "policy..",
    ROOT + "stats.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.plumbline.streamjobs");

  @Test
  void dependsOnNoOtherStage() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.plumbline.extractor..", "io.plumbline.sinks..", "io.plumbline.ops..")
        .check(CLASSES);
  }

  @Test
  void mathematicsKnowsNoStreamsAndNoRecords() {
    noClasses()
        .that()
        .resideInAnyPackage(MATHEMATICS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink..",
            "org.apache.kafka..",
            "org.apache.avro..",
            "io.plumbline.schemas.record..",
            "io.plumbline.schemas.serde..",
            "io.plumbline.schemas.topic..",
            ROOT + "job..",
            ROOT + "operator..",
            ROOT + "sink..",
            ROOT + "source..",
            ROOT + "state..")
        .check(CLASSES);
  }

  @Test
  void evidenceOfTheProbesKnowsNoStreams() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "operator.evidence..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void onlyTheBordersKnowKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "source..", ROOT + "sink..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void packagesDoNotHangOnEachOtherInCircles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void noResultHangsOnAClockOrOnJavasRandomNumbers() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .check(CLASSES);
  }
}
