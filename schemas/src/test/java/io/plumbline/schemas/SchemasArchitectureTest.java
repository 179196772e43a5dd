package io.plumbline.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.plumbline.schemas.serde.SchemaRegistry;
import org.junit.jupiter.api.Test;

class SchemasArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.plumbline.schemas");

  @Test
  void dependsOnNoOtherModule() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.plumbline.extractor..",
            "io.plumbline.streamjobs..",
            "io.plumbline.sinks..",
            "io.plumbline.ops..")
        .check(CLASSES);
  }

  @Test
  void oneClassKnowsTheRelocatedRegistryClient() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(SchemaRegistry.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(CLASSES);
  }
}
