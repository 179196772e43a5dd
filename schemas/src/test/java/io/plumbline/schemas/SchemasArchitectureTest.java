package io.plumbline.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.plumbline.schemas.serde.SchemaRegistry;

@AnalyzeClasses(packages = "io.plumbline", importOptions = ImportOption.DoNotIncludeTests.class)
class SchemasArchitectureTest {

  @ArchTest
  static final ArchRule dependsOnNoOtherModule =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.plumbline.extractor..",
              "io.plumbline.streamjobs..",
              "io.plumbline.sinks..",
              "io.plumbline.ops..");

  @ArchTest
  static final ArchRule oneClassKnowsTheRelocatedRegistryClient =
      noClasses()
          .that()
          .doNotBelongToAnyOf(SchemaRegistry.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");
}
