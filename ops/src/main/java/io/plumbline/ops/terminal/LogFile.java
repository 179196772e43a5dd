package io.plumbline.ops.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends everything that libraries have to say into a file, and nothing to the terminal. */
public final class LogFile {
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{36} - %msg%n";
  private static final FileSize LARGEST = FileSize.valueOf("20MB");
  private static final int KEPT = 3;

  /** Loggers that fill the file without saying what a reader looks for. */
  private static final Map<String, Level> QUIETER =
      Map.of(
          "org.apache.kafka", Level.WARN,
          "kafka", Level.WARN,
          "state.change.logger", Level.WARN,
          "org.apache.flink", Level.INFO,
          "org.apache.flink.metrics", Level.ERROR,
          "org.apache.pekko", Level.WARN,
          "ai.djl", Level.WARN,
          "org.eclipse.jetty", Level.WARN,
          "io.javalin", Level.WARN);

  private LogFile() {}

  /**
   * Starts logging into a file.
   *
   * @param file the file; older ones are kept beside it under numbers
   */
  public static void open(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();

    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMaxIndex(KEPT);
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(LARGEST);
    trigger.start();

    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    rolling.start();
    appender.start();

    QUIETER.forEach((name, level) -> context.getLogger(name).setLevel(level));
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }
}
