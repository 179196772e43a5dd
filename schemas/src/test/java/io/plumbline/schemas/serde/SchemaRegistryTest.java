package io.plumbline.schemas.serde;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no answer of a registry must not be taken for one: records would become dead letters. */
class SchemaRegistryTest {
  @ParameterizedTest
  @CsvSource({
    "404, default backend - 404",
    "502, <html>Bad Gateway</html>",
    "503, <html>Service Unavailable</html>",
    "401, Unauthorized",
    "200, <html>Sign in</html>",
  })
  void proxyInItsPlaceIsTroubleThatMayPass(int status, String page) throws IOException {
    try (RegistryAddress address = RegistryAddress.open()) {
      address.answer(status, page);
      SchemaRegistry registry = address.registry();
      assertThatThrownBy(() -> registry.byId(1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(registry.url());
    }
  }

  @Test
  void registryThatIsNotReadyIsTroubleThatMayPass() throws IOException {
    try (RegistryAddress address = RegistryAddress.open()) {
      address.answer(500, "{\"error_code\": 50001, \"message\": \"Error in the data store\"}");
      assertThatThrownBy(() -> address.registry().byId(1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Error in the data store");
    }
  }

  @Test
  void schemaThatTheRegistryDoesNotKnowIsUnknown() throws IOException {
    try (RegistryAddress address = RegistryAddress.open()) {
      address.answer(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
      assertThatThrownBy(() -> address.registry().byId(1))
          .isInstanceOf(UnknownSchemaException.class);
    }
  }
}
