/**
 * To the console only, in the notations of log4j 1 and 2 at once: Flink came with the one before 1.11 and with the other since, nobody
 * says for sure which version an image holds, and each reader passes over the keys of the other.
 */
const log4j = `# For Flink 1.11 and later.
rootLogger.level = INFO
rootLogger.appenderRef.console.ref = Console
appender.console.name = Console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c{1.} [%t] - %m%n
logger.akka.name = akka
logger.akka.level = INFO
logger.pekko.name = org.apache.pekko
logger.pekko.level = INFO
logger.kafka.name = org.apache.kafka
logger.kafka.level = INFO
logger.hadoop.name = org.apache.hadoop
logger.hadoop.level = INFO
logger.zookeeper.name = org.apache.zookeeper
logger.zookeeper.level = INFO
logger.netty.name = org.apache.flink.shaded.akka.org.jboss.netty.channel.DefaultChannelPipeline
logger.netty.level = ERROR

# For Flink before 1.11.
log4j.rootLogger = INFO, console
log4j.appender.console = org.apache.log4j.ConsoleAppender
log4j.appender.console.layout = org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c{1} [%t] - %m%n
log4j.logger.akka = INFO
log4j.logger.org.apache.kafka = INFO
log4j.logger.org.apache.hadoop = INFO
log4j.logger.org.apache.zookeeper = INFO
log4j.logger.org.apache.flink.shaded.akka.org.jboss.netty.channel.DefaultChannelPipeline = ERROR
`;

const logback = `<configuration>
  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
    <encoder>
      <pattern>%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{60} [%thread] - %msg%n</pattern>
    </encoder>
  </appender>
  <root level="INFO">
    <appender-ref ref="console"/>
  </root>
  <logger name="akka" level="INFO"/>
  <logger name="org.apache.pekko" level="INFO"/>
  <logger name="org.apache.kafka" level="INFO"/>
  <logger name="org.apache.hadoop" level="INFO"/>
  <logger name="org.apache.zookeeper" level="INFO"/>
  <logger name="org.apache.flink.shaded.akka.org.jboss.netty.channel.DefaultChannelPipeline" level="ERROR"/>
</configuration>
`;

/** Files of the configuration directory that clusters have whose spec names no others. */
export const defaultLogFiles: Readonly<Record<string, string>> = {
  'log4j-console.properties': log4j,
  'log4j-cli.properties': log4j,
  'logback-console.xml': logback,
};
