package io.redismigration.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the figures were measured on.
 *
 * @param processors that this process may use
 * @param model of the processor
 * @param memoryMib in the machine
 * @param load runnable processes, averaged over the last minute
 */
record Machine(int processors, String model, long memoryMib, String load) {

  static Machine now() throws IOException {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        field("/proc/cpuinfo", "model name").replaceAll("\\(R\\)|\\(TM\\)", ""),
        Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) >> 10,
        Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
  }

  private static String field(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("0");
  }

  @Override
  public String toString() {
    return "%d cores (%s), %d GiB, Linux %s, Java %s"
        .formatted(
            processors,
            model,
            Math.round(memoryMib / 1024.0),
            System.getProperty("os.version"),
            System.getProperty("java.version"));
  }
}
