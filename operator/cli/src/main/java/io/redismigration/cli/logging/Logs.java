package io.redismigration.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/** Log lines of a run or a worker. */
public final class Logs {
  private static final FileSize LARGEST = new FileSize(20 * FileSize.MB_COEFFICIENT);

  private Logs() {}

  /**
   * Writes them to that file, one JSON object a line, three files of 20 MB at most.
   *
   * @param migration named on every line
   * @param debug also warnings to standard error
   */
  public static void to(Path file, String migration, boolean debug) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    context.getLogger("io.redismigration").setLevel(debug ? Level.DEBUG : Level.INFO);
    root.addAppender(jsonFile(context, file, migration));
    if (debug) {
      root.addAppender(standardError(context));
    }
  }

  /**
   * Writes them to standard output, one JSON object a line; replaces where they went before.
   *
   * @param fields on every line
   */
  public static void toStandardOutput(Map<String, String> fields) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    ObjectNode custom = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(fields).forEach(custom::put);
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setContext(context);
    encoder.setCustomFields(custom.toString());
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    context.getLogger("io.redismigration").setLevel(Level.INFO);
    // What the client says of a version by its name, and of connections that break, is no news.
    context.getLogger("io.fabric8.kubernetes.client.dsl.internal").setLevel(Level.ERROR);
    context.getLogger("io.fabric8.kubernetes.client.jdkhttp").setLevel(Level.OFF);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
  }

  private static RollingFileAppender<ILoggingEvent> jsonFile(
      LoggerContext context, Path file, String migration) {
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setContext(context);
    encoder.setCustomFields("{\"migration\":\"" + migration + "\"}");
    encoder.start();
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(2);
    rolling.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(LARGEST);
    trigger.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }

  private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%ex{short}");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    ThresholdFilter warnings = new ThresholdFilter();
    warnings.setLevel("WARN");
    warnings.start();
    appender.addFilter(warnings);
    appender.start();
    return appender;
  }
}
