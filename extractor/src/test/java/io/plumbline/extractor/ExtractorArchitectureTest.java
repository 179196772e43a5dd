package io.plumbline.extractor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ExtractorArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.plumbline.extractor");

  @Test
  void knowsOfTheOtherModulesOnlySchemas() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.plumbline.streamjobs..", "io.plumbline.sinks..", "io.plumbline.ops..")
        .check(CLASSES);
  }

  @Test
  void readingAndComputingKnowNoKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..kafka..", "..worker..", "..coordinator..", "..watch..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void arraysOfTheEngineStayBehindTheModel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.plumbline.extractor.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.ndarray..", "ai.djl.pytorch..")
        .check(CLASSES);
  }
}
