package io.plumbline.ops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. Here all modules are on the classpath. */
class BordersTest {
  private static final String EXTRACTOR = "io.plumbline.extractor..";
  private static final String STREAM_JOBS = "io.plumbline.streamjobs..";
  private static final String SINKS = "io.plumbline.sinks..";
  private static final String OPS = "io.plumbline.ops..";
  private static final String TRAINER = "io.plumbline.ops.trainer..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.plumbline");

  @Test
  void stagesDoNotKnowOneAnother() {
    mustNotKnow(EXTRACTOR, STREAM_JOBS, SINKS, OPS);
    mustNotKnow(STREAM_JOBS, EXTRACTOR, SINKS, OPS);
    mustNotKnow(SINKS, EXTRACTOR, STREAM_JOBS, OPS);
    mustNotKnow("io.plumbline.schemas..", EXTRACTOR, STREAM_JOBS, SINKS, OPS);
  }

  @Test
  void theTrainerKnowsNothingOfPlumbline() {
    mustNotKnow(TRAINER, EXTRACTOR, STREAM_JOBS, SINKS, "io.plumbline.schemas..");
    mustNotKnow(
        TRAINER,
        "io.plumbline.ops.cli..",
        "io.plumbline.ops.stack..",
        "io.plumbline.ops.pipeline..",
        "io.plumbline.ops.replay..",
        "io.plumbline.ops.demo..");
  }

  private static void mustNotKnow(String one, String... others) {
    noClasses()
        .that()
        .resideInAPackage(one)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }
}
