package io.plumbline.sinks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The borders of this module and of its packages. */
class SinksArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.plumbline.sinks");

  @Test
  void mathematicsKnowsNoKafka() {
    noClasses()
        .that()
        .resideInAnyPackage("..sinks.drift..", "..sinks.alert..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.apache.flink..", "..sinks.topology..")
        .check(CLASSES);
  }

  @Test
  void whatIsShownKnowsNoKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..sinks.json..", "..sinks.metrics..", "..sinks.terminal..", "..sinks.web..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void stagesKnowEachOtherBySchemasOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.plumbline.extractor..", "io.plumbline.streamjobs..", "io.plumbline.ops..")
        .check(CLASSES);
  }
}
