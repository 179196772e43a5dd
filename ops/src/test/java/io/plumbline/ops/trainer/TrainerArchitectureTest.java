package io.plumbline.ops.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainerArchitectureTest {
  @Test
  void trainerKnowsNothingOfWhatWatchesIt() throws URISyntaxException {
    String own = TrainerMain.class.getPackageName();
    noClasses()
        .should()
        .dependOnClassesThat(
            new DescribedPredicate<JavaClass>("are Plumbline's, outside the trainer") {
              @Override
              public boolean test(JavaClass other) {
                return other.getPackageName().startsWith("io.plumbline")
                    && !other.getPackageName().startsWith(own);
              }
            })
        .check(
            new ClassFileImporter()
                .importPath(
                    Path.of(
                            TrainerMain.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .resolve(own.replace('.', '/'))));
  }
}
