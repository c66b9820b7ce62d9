package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Runs the benchmarks asked for and puts their tables into the module's README. */
public final class Benchmarks {

  private Benchmarks() {}

  /**
   * @param arguments {@code full-sync}, {@code stream}, {@code verify}, {@code cutover} or {@code
   *     all}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String what = arguments.length == 0 ? "all" : arguments[0];
    if (!List.of("full-sync", "stream", "verify", "cutover", "all").contains(what)) {
      System.err.println("usage: run.sh [full-sync|stream|verify|cutover|all]");
      System.exit(2);
    }
    Path module = Path.of(System.getProperty("benchmarks.dir", "operator/benchmarks"));
    Path launcher = module.resolveSibling("bin").resolve("redis-migration").toAbsolutePath();
    Tables readme = new Tables(module.resolve("README.md"));
    try (RedisServers servers = RedisServers.standard()) {
      boolean all = what.equals("all");
      if (all || what.equals("full-sync")) {
        fullSync(servers, launcher, readme);
      }
      if (all || what.equals("stream")) {
        stream(servers, launcher, readme);
      }
      if (all || what.equals("verify")) {
        verify(servers, launcher, readme);
      }
      if (all || what.equals("cutover")) {
        cutover(servers, launcher, readme);
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

  private static void verify(RedisServers servers, Path launcher, Tables readme)
      throws IOException, InterruptedException {
    Machine before = Machine.now();
    VerifyBenchmark benchmark =
        new VerifyBenchmark(
            servers, launcher, Duration.ofSeconds(Integer.getInteger("verify.quiet", 10)));
    int keys = Integer.getInteger("verify.keys", 3_000_000);
    VerifyRound strings = benchmark.strings(keys);
    System.out.print(strings.row());
    VerifyRound snapshots = benchmark.stringsBySnapshots(keys);
    System.out.print(snapshots.row());
    VerifyRound members = benchmark.sortedSet(Integer.getInteger("verify.members", 5_000_000));
    String about = heading(before, benchmark.serverVersion());
    readme.replace("verify", about + VerifyRound.table(List.of(strings, snapshots, members)));
  }

  private static void cutover(RedisServers servers, Path launcher, Tables readme)
      throws IOException, InterruptedException {
    Machine before = Machine.now();
    CutoverBenchmark benchmark =
        new CutoverBenchmark(
            servers,
            launcher,
            Integer.getInteger("cutover.keys", 200_000),
            Integer.getInteger("cutover.rate", 50_000));
    List<CutoverRound> rounds = benchmark.near(Integer.getInteger("cutover.rounds", 20));
    readme.replace(
        "cutover", heading(before, benchmark.serverVersion()) + CutoverRound.table(rounds));
    before = Machine.now();
    List<CutoverRound> far = new ArrayList<>();
    for (long millis : numbers(System.getProperty("cutover.far", "5,20,100"))) {
      far.addAll(
          benchmark.far(Integer.getInteger("cutover.far.rounds", 3), Duration.ofMillis(millis)));
    }
    readme.replace(
        "cutover-far", heading(before, benchmark.serverVersion()) + CutoverRound.rows(far));
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
