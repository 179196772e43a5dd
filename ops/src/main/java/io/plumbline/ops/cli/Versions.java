package io.plumbline.ops.cli;

import ai.djl.util.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** Versions of Plumbline and of what it runs on. */
public final class Versions implements IVersionProvider {
  private static final String RESOURCE = "/io/plumbline/ops/version.properties";

  /** Plumbline's own version. */
  public static String plumbline() {
    Properties properties = new Properties();
    try (InputStream stream = Versions.class.getResourceAsStream(RESOURCE)) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  /** By name, sorted. */
  public static Map<String, String> all() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("plumbline", plumbline());
    versions.put("java", Runtime.version().toString());
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("kafka", AppInfoParser.getVersion());
    versions.put("flink", EnvironmentInformation.getVersion());
    versions.put("pytorch", Platform.detectPlatform("pytorch").getVersion());
    return versions;
  }

  @Override
  public String[] getVersion() {
    StringBuilder others = new StringBuilder();
    all()
        .forEach(
            (name, version) -> {
              if (!name.equals("plumbline")) {
                others
                    .append(others.isEmpty() ? "" : ", ")
                    .append(name)
                    .append(' ')
                    .append(version);
              }
            });
    return new String[] {"plumbline " + plumbline(), others.toString()};
  }
}
