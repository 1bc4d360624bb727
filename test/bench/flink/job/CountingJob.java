import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Counts the numbers 0, 1, 2, … and finds out by itself whether one was lost or doubled.
 *
 * <p>One source hands the numbers out in order; number n belongs to key n % keys. Of every key the state holds the
 * number that must come next, so one that comes too late or too early fails the job. At the end of a bounded job every
 * key writes how many numbers it saw to a file of its own, and the sum must be the count.
 *
 * <p>Options: --rate N (numbers a second, 100), --count N (bounded; for ever where it is left out), --keys N (10),
 * --report DIRECTORY (the files of the end), --end-with FILE (until it is there, the last half of the numbers come at
 * one a second), --fail-at N (fails at this number in every attempt), --fail-while FILE (fails as long as it is there),
 * --crash-at N (in the first attempt only), --fail-main (fails before there is a job), --name NAME.
 */
public final class CountingJob {
  public static void main(String[] args) throws Exception {
    Map<String, String> options = optionsOf(args);
    if (options.containsKey("fail-main")) {
      throw new IllegalStateException("the main method was told to fail");
    }
    int keys = (int) number(options, "keys", 10);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    long count = number(options, "count", Long.MAX_VALUE);
    DataGeneratorSource<Long> numbers =
        new DataGeneratorSource<>(
            new Numbers(count / 2, options.get("end-with")),
            count,
            RateLimiterStrategy.perSecond(number(options, "rate", 100)),
            Types.LONG);
    KeySelector<Long, Integer> keyOf = n -> (int) (n % keys);
    KeySelector<Long, Integer> oneKey = n -> 0;
    env.fromSource(numbers, WatermarkStrategy.noWatermarks(), "numbers", Types.LONG)
        .uid("numbers")
        .setParallelism(1)
        .setMaxParallelism(1)
        .keyBy(keyOf, Types.INT)
        .process(
            new Count(
                keys,
                options.get("report"),
                number(options, "fail-at", -1),
                options.get("fail-while"),
                number(options, "crash-at", -1)),
            Types.LONG)
        .uid("count")
        .name("count")
        .keyBy(oneKey, Types.INT)
        .process(new Tally(), Types.LONG)
        .uid("tally")
        .name("tally")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("nothing")
        .name("nothing")
        .setParallelism(1);
    env.execute(options.getOrDefault("name", "counting"));
  }

  private static Map<String, String> optionsOf(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      boolean hasValue = i + 1 < args.length && !args[i + 1].startsWith("--");
      options.put(args[i].substring(2), hasValue ? args[++i] : "");
    }
    return options;
  }

  private static long number(Map<String, String> options, String name, long otherwise) {
    String text = options.get(name);
    return text == null ? otherwise : Long.parseLong(text);
  }

  private static boolean isThere(String file) {
    return file != null && Files.exists(Path.of(file));
  }

  /** Hands the numbers out, and the later ones slowly, so that a job does not end before what is done to it is done. */
  static final class Numbers implements GeneratorFunction<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final long slowFrom;
    private final String endWith;

    Numbers(long slowFrom, String endWith) {
      this.slowFrom = slowFrom;
      this.endWith = endWith;
    }

    @Override
    public Long map(Long n) throws InterruptedException {
      if (endWith != null && n >= slowFrom && !isThere(endWith)) {
        Thread.sleep(1000);
      }
      return n;
    }
  }

  /** Checks the order of each key, and says at the end how many numbers it had. */
  static final class Count extends KeyedProcessFunction<Integer, Long, Long> {
    private static final long serialVersionUID = 1L;
    private final int keys;
    private final String report;
    private final long failAt;
    private final String failWhile;
    private final long crashAt;
    private transient ValueState<Long> seen;

    Count(int keys, String report, long failAt, String failWhile, long crashAt) {
      this.keys = keys;
      this.report = report;
      this.failAt = failAt;
      this.failWhile = failWhile;
      this.crashAt = crashAt;
    }

    @Override
    public void open(OpenContext context) {
      seen = getRuntimeContext().getState(new ValueStateDescriptor<>("seen", Types.LONG));
    }

    @Override
    public void processElement(Long n, Context context, Collector<Long> out) throws Exception {
      Long before = seen.value();
      long had = before == null ? 0 : before;
      long expected = context.getCurrentKey() + had * keys;
      if (n != expected) {
        throw new IllegalStateException(
            (n < expected ? "doubled: " : "lost: ") + "expected " + expected + " and got " + n);
      }
      boolean first = getRuntimeContext().getTaskInfo().getAttemptNumber() == 0;
      if (n == failAt || (n == crashAt && first) || isThere(failWhile)) {
        throw new IllegalStateException("told to fail at " + n);
      }
      if (before == null) {
        // Fires when the source has ended, however it ended.
        context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
      }
      seen.update(had + 1);
      out.collect(n);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Long> out) throws Exception {
      if (report == null || report.isEmpty()) {
        return;
      }
      Path directory = Files.createDirectories(Path.of(report));
      Path file = directory.resolve(String.valueOf(context.getCurrentKey()));
      Files.write(file, String.valueOf(seen.value()).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Shows as the metric `tally.total` how many numbers were counted since the job first began. */
  static final class Tally extends KeyedProcessFunction<Integer, Long, Long> {
    private static final long serialVersionUID = 1L;
    private transient ValueState<Long> total;
    private transient volatile long shown;

    @Override
    public void open(OpenContext context) {
      total = getRuntimeContext().getState(new ValueStateDescriptor<>("total", Types.LONG));
      getRuntimeContext().getMetricGroup().gauge("total", () -> shown);
    }

    @Override
    public void processElement(Long n, Context context, Collector<Long> out) throws Exception {
      Long before = total.value();
      shown = (before == null ? 0 : before) + 1;
      total.update(shown);
      out.collect(n);
    }
  }
}
