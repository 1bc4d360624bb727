import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../config/settings-type.ts';

const names = ['log4j-console.properties', 'logback-console.xml'];

/** To the console, and to a file that the web interface of Flink shows. */
const usual = `monitorInterval = 30
rootLogger.level = INFO
rootLogger.appenderRef.console.ref = Console
rootLogger.appenderRef.file.ref = File
appender.console.name = Console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c [%t] - %m%n
appender.file.name = File
appender.file.type = RollingFile
appender.file.fileName = \${sys:log.file}
appender.file.filePattern = \${sys:log.file}.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c [%t] - %m%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 50MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
logger.netty.name = org.jboss.netty.channel.DefaultChannelPipeline
logger.netty.level = OFF
`;

/** What clusters are given whose spec says nothing about logs: the files beside the operator's configuration, or a usual one. */
export async function defaultLogFiles({ engine, operatorConfiguration }: Settings): Promise<Record<string, string>> {
  const directory = engine.logFiles ?? operatorConfiguration.directory;
  const found: Record<string, string> = {};
  for (const name of directory === undefined ? [] : names) {
    const text = await readIfThere(join(directory as string, name));
    if (text !== undefined) found[name] = text;
  }
  return Object.keys(found).length > 0 ? found : { 'log4j-console.properties': usual };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
