package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Runs the benchmarks asked for and puts their tables into the module's README. */
public final class Benchmarks {

  private Benchmarks() {}

  /**
   * @param arguments {@code full-sync}, {@code stream} or {@code all}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String what = arguments.length == 0 ? "all" : arguments[0];
    if (!List.of("full-sync", "stream", "all").contains(what)) {
      System.err.println("usage: run.sh [full-sync|stream|all]");
      System.exit(2);
    }
    Path module = Path.of(System.getProperty("benchmarks.dir", "operator/benchmarks"));
    Path launcher = module.resolveSibling("bin").resolve("redis-migration").toAbsolutePath();
    Tables readme = new Tables(module.resolve("README.md"));
    try (RedisServers servers = RedisServers.standard()) {
      if (!what.equals("stream")) {
        fullSync(servers, launcher, readme);
      }
      if (!what.equals("full-sync")) {
        stream(servers, launcher, readme);
      }
    }
  }

  private static void fullSync(RedisServers servers, Path launcher, Tables readme)
      throws IOException, InterruptedException {
    Machine before = Machine.now();
    FullSyncBenchmark benchmark =
        new FullSyncBenchmark(servers, launcher, Integer.getInteger("keys", 3_000_000));
    List<FullSyncRound> rounds = benchmark.run(Integer.getInteger("rounds", 5));
    String about = heading(before, benchmark.serverVersion());
    readme.replace("full-sync", about + FullSyncRound.table(rounds));
  }

  private static void stream(RedisServers servers, Path launcher, Tables readme)
      throws IOException, InterruptedException {
    Machine before = Machine.now();
    StreamBenchmark benchmark =
        new StreamBenchmark(
            servers,
            launcher,
            Integer.getInteger("stream.keys", 1_000_000),
            Integer.getInteger("seconds", 30));
    long[] rates = numbers(System.getProperty("rates", "200000,200000,200000,250000,300000"));
    long[] mixed = numbers(System.getProperty("mixed.rates", "100000,150000"));
    List<StreamRound> rounds =
        Stream.concat(
                benchmark.run(StreamLoad.SETS, rates).stream(),
                benchmark.run(StreamLoad.MIXED, mixed).stream())
            .toList();
    String about = heading(before, benchmark.serverVersion());
    readme.replace("stream", about + StreamRound.table(rounds));
  }

  private static String heading(Machine before, String servers) throws IOException {
    return "%s, %s, source and target %s; load average of one minute %s before, %s after.%n%n"
        .formatted(LocalDate.now(), before, servers, before.load(), Machine.now().load());
  }

  private static long[] numbers(String list) {
    return list.isBlank()
        ? new long[0]
        : LongStream.of(Stream.of(list.split(",")).mapToLong(Long::parseLong).toArray()).toArray();
  }
}
