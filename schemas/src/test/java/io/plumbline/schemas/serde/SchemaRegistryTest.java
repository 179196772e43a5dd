package io.plumbline.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.avro.Schema;
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

  @Test
  void logsInWithTheUserOfItsAddress() throws IOException {
    try (RegistryAddress address = RegistryAddress.open()) {
      address.answer(200, "{\"id\": 1}");
      SchemaRegistry registry = address.registry("key:s%40cret@");
      registry.register("subject", Schema.create(Schema.Type.STRING));
      byte[] login = "key:s@cret".getBytes(StandardCharsets.UTF_8);
      assertThat(address.authorization())
          .isEqualTo("Basic " + Base64.getEncoder().encodeToString(login));
      assertThat(registry.url()).isEqualTo(address.registry().url());
    }
  }

  @Test
  void addressWithAnOddCharacterIsRefusedWithoutThePassword() {
    assertThatThrownBy(() -> new SchemaRegistry("http://key:se cret@host"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("%XX")
        .hasMessageNotContaining("cret");
  }
}
