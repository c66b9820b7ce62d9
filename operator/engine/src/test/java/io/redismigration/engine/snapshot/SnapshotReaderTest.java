package io.redismigration.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotReaderTest {

  private static final String MARK = "0123456789012345678901234567890123456789";

  @Test
  void checksTheMarkAndGivesBackTheBeginningOfTheStream() throws IOException {
    byte[] file = new RdbBytes().string("k", "v").endFollowedBy(MARK + "*1\r\n$4\r\nPING\r\n");

    SnapshotReader reader = readAll(file, -1, MARK);

    assertThat(StandardCharsets.US_ASCII.decode(reader.readAhead()).toString())
        .isEqualTo("*1\r\n$4\r\nPING\r\n");
    assertThat(reader.framedBytes()).isEqualTo(reader.position() + 40);
  }

  @Test
  void acceptsASnapshotOfTheAnnouncedLength() throws IOException {
    byte[] file = new RdbBytes().string("k", "v").end();

    assertThat(readAll(file, file.length, null).framedBytes()).isEqualTo(file.length);
  }

  @Test
  void refusesASnapshotThatIsNotAsLongAsAnnounced() {
    byte[] file = new RdbBytes().string("k", "v").end();

    assertRefused(file, file.length + 1, null, RdbException.Reason.Corrupt);
  }

  @Test
  void refusesAnotherMark() {
    byte[] file = new RdbBytes().string("k", "v").endFollowedBy(MARK.replace('0', 'x'));

    assertRefused(file, -1, MARK, RdbException.Reason.Corrupt);
  }

  @Test
  void refusesASnapshotThatEndsInsideItsMark() {
    byte[] file = new RdbBytes().string("k", "v").endFollowedBy(MARK.substring(1));

    assertRefused(file, -1, MARK, RdbException.Reason.Truncated);
  }

  @Test
  void refusesASnapshotThatIsCutOffAnywhere() {
    byte[] file = new RdbBytes().aux("ctime", "1").string("key", "value").end();

    for (int length = 0; length < file.length; length++) {
      assertRefused(Arrays.copyOf(file, length), -1, null, RdbException.Reason.Truncated);
    }
  }

  private static SnapshotReader readAll(byte[] file, long length, String mark) throws IOException {
    SnapshotSource source =
        new SnapshotSource(
            RdbBytes.input(file),
            length,
            Optional.ofNullable(mark).map(m -> m.getBytes(StandardCharsets.US_ASCII)),
            bytes -> {});
    SnapshotReader reader = new SnapshotReader(source, SnapshotSettings.defaults().readerLimits());
    reader.readHeader();
    RdbEntry entry = new RdbEntry();
    boolean more = reader.next(entry);
    while (more) {
      more = reader.next(entry);
    }
    reader.requireEnd();
    return reader;
  }

  private static void assertRefused(
      byte[] file, long length, String mark, RdbException.Reason reason) {
    assertThatThrownBy(() -> readAll(file, length, mark))
        .isInstanceOfSatisfying(RdbException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
