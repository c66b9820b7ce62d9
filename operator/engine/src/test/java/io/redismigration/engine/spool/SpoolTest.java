package io.redismigration.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SpoolTest {
  private static final int RING = 4 << 10;

  @TempDir Path directory;

  @Test
  void smallContentsStayInMemoryAndComeBackAsTheyWere() throws Exception {
    try (Spool spool = open(1 << 20)) {
      SpoolReader reader = spool.restart();
      spool.append(pattern(0, 3_000));

      assertThat(spool.bytesInMemory()).isEqualTo(3_000);
      assertThat(spool.bytesOnDisk()).isZero();
      assertThat(read(reader, 3_000)).isEqualTo(pattern(0, 3_000));
      assertThat(reader.available()).isZero();
    }
  }

  @Test
  void whatDoesNotFitInMemoryGoesToDiskAndItsFilesVanishAsTheyAreRead() throws Exception {
    try (Spool spool = open(1 << 20)) {
      SpoolReader reader = spool.restart();
      spool.append(pattern(0, RING + 10_000));

      assertThat(spool.bytesInMemory()).isEqualTo(RING);
      assertThat(spool.bytesOnDisk()).isEqualTo(10_000);
      assertThat(files()).hasSize(10);
      assertThat(read(reader, RING + 5_000)).isEqualTo(pattern(0, RING + 5_000));
      assertThat(files()).hasSizeLessThanOrEqualTo(6);
      assertThat(read(reader, 5_000)).isEqualTo(pattern(RING + 5_000, 5_000));

      spool.append(pattern(0, 100));

      assertThat(spool.bytesOnDisk()).isZero();
      assertThat(files()).isEmpty();
      assertThat(read(reader, 100)).isEqualTo(pattern(0, 100));
    }
  }

  @ParameterizedTest(name = "seed {0}: bytes in bursts of up to {1}, read by up to {2}")
  @CsvSource({
    "1, 100, 50",
    "2, 9000, 3000",
    "3, 20000, 64",
    "4, 1, 1",
    "5, 5000, 5000",
    "6, 300, 20000"
  })
  void orderIsKeptAcrossMemoryAndDiskWhateverTheSizes(long seed, int burst, int piece)
      throws Exception {
    long total = 3_000_000L * Math.min(burst, 1_000) / 1_000 + 10_000;
    try (Spool spool = open(1L << 40)) {
      SpoolReader reader = spool.restart();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> write(spool, total, burst, new SplittableRandom(seed)));

      readAndCompare(reader, total, piece, new SplittableRandom(seed + 1));

      writer.join();
      spool.finish();
      assertThat(reader.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(reader.consumed()).isEqualTo(total);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void theWriterFillsTheRingInPlace() throws Exception {
    try (Spool spool = open(0)) {
      SpoolReader reader = spool.restart();
      ByteBuffer room = spool.writable();
      assertThat(room.isDirect()).isTrue();
      assertThat(room.remaining()).isEqualTo(RING);
      room.put(pattern(0, 700));
      assertThat(reader.available()).isZero();

      spool.commit();

      assertThat(read(reader, 700)).isEqualTo(pattern(0, 700));
      assertThat(spool.writable().remaining()).isEqualTo(RING - 700);
    }
  }

  @Test
  void aFullSpoolSaysSoLosesNothingAndGoesOnOnceDrained() throws Exception {
    try (Spool spool = open(8_000)) {
      SpoolReader reader = spool.restart();
      ByteBuffer source = pattern(0, RING + 20_000);

      assertThatThrownBy(() -> spool.append(source))
          .isInstanceOfSatisfying(
              SpoolFullException.class,
              full -> {
                assertThat(full.held()).isEqualTo(RING + 8_000);
                assertThat(full.asReason().reason()).isEqualTo(Reason.SpoolFull);
                assertThat(full.asReason().remedy()).contains("spec.worker.spool.size");
              });
      assertThat(source.position()).isEqualTo(RING + 8_000);
      assertThat(spool.hasRoomAgain()).isFalse();

      assertThat(read(reader, RING + 3_999)).isEqualTo(pattern(0, RING + 3_999));
      assertThat(spool.hasRoomAgain()).isFalse();
      assertThat(read(reader, 1)).isEqualTo(pattern(RING + 3_999, 1));
      assertThat(spool.hasRoomAgain()).isTrue();
      assertThat(read(reader, 4_000)).isEqualTo(pattern(RING + 4_000, 4_000));
      source.limit(source.position() + 6_000);
      spool.append(source);
      assertThat(read(reader, 6_000)).isEqualTo(pattern(RING + 8_000, 6_000));
    }
  }

  @Test
  void aSpoolThatMayNotUseTheDiskIsFullWhenItsMemoryIs() throws Exception {
    try (Spool spool = open(0)) {
      spool.restart();
      spool.append(pattern(0, RING));

      assertThatThrownBy(spool::writable)
          .isInstanceOf(SpoolFullException.class)
          .hasMessageContaining("may not use the disk");
    }
  }

  @Test
  void aDiskThatCannotBeWrittenIsATypedError() throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    SpoolSettings settings = new SpoolSettings(gone, RING, 1_000, 1 << 20);
    try (Spool spool = Spool.open(settings)) {
      spool.restart();
      spool.append(pattern(0, RING));
      Files.delete(gone);

      assertThatThrownBy(() -> spool.append(pattern(0, 10)))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.SpoolFailed);
                assertThat(e.remedy()).contains(gone.toString());
              });
    }
  }

  @Test
  void aVolumeWithoutSpaceIsAFullSpoolThatGoesOnLater() throws Exception {
    Path full = Path.of("/dev/full");
    Path link = directory.resolve(Spool.PREFIX + "0-0" + Spool.SUFFIX);
    try (Spool spool = Spool.open(new SpoolSettings(directory, RING, 1 << 20, 1 << 20))) {
      SpoolReader reader = spool.restart();
      Files.createSymbolicLink(link, full);
      ByteBuffer source = pattern(0, RING + 10);

      assertThatThrownBy(() -> spool.append(source))
          .isInstanceOf(SpoolFullException.class)
          .hasMessageContaining("no space left");
      assertThat(source.position()).isEqualTo(RING);
      assertThat(read(reader, RING - 1)).isEqualTo(pattern(0, RING - 1));
      assertThat(spool.hasRoomAgain()).as("the volume is as full as it was").isFalse();

      assertThat(read(reader, 1)).isEqualTo(pattern(RING - 1, 1));
      assertThat(spool.hasRoomAgain()).isTrue();
      spool.append(source);
      assertThat(read(reader, 10)).isEqualTo(pattern(RING, 10));
    }
  }

  @Test
  void whatFoundNoSpaceOnTheVolumeGoesToMemoryOnceAllWasRead() throws Exception {
    Path link = directory.resolve(Spool.PREFIX + "0-0" + Spool.SUFFIX);
    try (Spool spool = Spool.open(new SpoolSettings(directory, RING, 1 << 20, 1 << 20))) {
      SpoolReader reader = spool.restart();
      Files.createSymbolicLink(link, Path.of("/dev/full"));
      spool.append(pattern(0, RING));
      spool.writable().put(pattern(RING, 3_000));
      assertThatThrownBy(spool::commit).isInstanceOf(SpoolFullException.class);

      assertThat(read(reader, RING)).isEqualTo(pattern(0, RING));
      spool.commit();

      assertThat(read(reader, 3_000)).isEqualTo(pattern(RING, 3_000));
      spool.append(pattern(RING + 3_000, 20));
      assertThat(read(reader, 20)).isEqualTo(pattern(RING + 3_000, 20));
    }
  }

  @Test
  void filesOfAnEarlierSpoolAreWipedAndOthersLeftAlone() throws Exception {
    Files.writeString(directory.resolve("spool-3-7.segment"), "old");
    Files.writeString(directory.resolve("state.json"), "mine");

    open(1 << 20).close();

    assertThat(files()).containsExactly("state.json");
  }

  @Test
  void aNewGenerationEndsTheReaderOfTheOldOne() throws Exception {
    try (Spool spool = open(1 << 20)) {
      SpoolReader old = spool.restart();
      CompletableFuture<Integer> waiting =
          CompletableFuture.supplyAsync(() -> readOrThrow(old, ByteBuffer.allocate(10)));
      await().until(old::isStarved);

      SpoolReader fresh = spool.restart();
      spool.append(pattern(7, 10));

      assertThatThrownBy(waiting::join)
          .isInstanceOf(CompletionException.class)
          .hasRootCauseInstanceOf(GenerationSupersededException.class);
      assertThat(old.isSuperseded()).isTrue();
      assertThat(read(fresh, 10)).isEqualTo(pattern(7, 10));
    }
  }

  @Test
  void whatTheOldGenerationStillHadOnDiskIsVoidToo() throws Exception {
    try (Spool spool = open(1 << 20)) {
      SpoolReader old = spool.restart();
      spool.append(pattern(0, RING + 5_000));
      read(old, RING);

      spool.restart();

      assertThat(files()).isEmpty();
      assertThatThrownBy(() -> old.read(ByteBuffer.allocate(10)))
          .isInstanceOf(GenerationSupersededException.class);
    }
  }

  @Test
  void aFailureReachesTheReaderAfterTheLastByte() throws Exception {
    try (Spool spool = open(1 << 20)) {
      SpoolReader reader = spool.restart();
      spool.append(pattern(0, 10));
      EngineException why = new EngineException(Reason.FullResyncForbidden, "what", "remedy");
      spool.fail(why);

      assertThat(read(reader, 10)).isEqualTo(pattern(0, 10));
      assertThatThrownBy(() -> reader.read(ByteBuffer.allocate(1))).isSameAs(why);
    }
  }

  @Test
  void discardedBytesAreNeverSeen() throws Exception {
    try (Spool spool = open(1 << 20)) {
      SpoolReader reader = spool.restart();
      spool.append(pattern(0, RING + 5_000));
      read(reader, 100);

      reader.discard();
      spool.append(pattern(99, 10));

      assertThat(read(reader, 10)).isEqualTo(pattern(99, 10));
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void awaitEndsByBytesByAWakeUpAndByTime() throws Exception {
    try (Spool spool = open(1 << 20)) {
      SpoolReader reader = spool.restart();
      assertThat(reader.await(Duration.ofMillis(1))).isFalse();

      reader.wakeUp();
      assertThat(reader.await(Duration.ofMinutes(1))).isFalse();

      CompletableFuture<Integer> reading =
          CompletableFuture.supplyAsync(() -> readOrThrow(reader, ByteBuffer.allocate(1)));
      await().until(reader::isStarved);
      reader.wakeUp();
      spool.append(pattern(0, 1));
      assertThat(reading.join()).isEqualTo(1);
      assertThat(reader.await(Duration.ofMinutes(1))).isFalse();

      spool.append(pattern(0, 1));
      assertThat(reader.await(Duration.ofMinutes(1))).isTrue();
    }
  }

  private Spool open(long diskLimit) {
    return Spool.open(new SpoolSettings(directory, RING, 1_000, diskLimit));
  }

  private Stream<String> files() throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map(path -> path.getFileName().toString()).toList().stream();
    }
  }

  private static byte at(long position) {
    return (byte) (position * 31 + (position >> 8) * 7 + (position >> 16));
  }

  private static ByteBuffer pattern(long from, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      bytes.put(at(from + i));
    }
    return bytes.flip();
  }

  private static ByteBuffer read(SpoolReader reader, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && reader.read(bytes) >= 0) {}
    return bytes.flip();
  }

  private static int readOrThrow(SpoolReader reader, ByteBuffer into) {
    try {
      return reader.read(into);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static void write(Spool spool, long total, int burst, SplittableRandom random) {
    try {
      for (long at = 0; at < total; ) {
        int count = (int) Math.min(total - at, 1 + random.nextInt(burst));
        spool.append(pattern(at, count));
        at += count;
      }
    } catch (SpoolFullException e) {
      throw new CompletionException(e);
    }
  }

  private static void readAndCompare(
      SpoolReader reader, long total, int piece, SplittableRandom random) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(piece);
    for (long at = 0; at < total; ) {
      bytes.clear().limit(1 + random.nextInt(piece));
      reader.read(bytes);
      bytes.flip();
      while (bytes.hasRemaining()) {
        byte got = bytes.get();
        if (got != at(at)) {
          throw new AssertionError("at " + at + ": " + got + " instead of " + at(at));
        }
        at++;
      }
    }
  }
}
