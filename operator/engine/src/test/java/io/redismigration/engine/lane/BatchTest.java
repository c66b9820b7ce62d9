package io.redismigration.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.redis.resp.Fragment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BatchTest {

  private final Batch batch = new Batch(1024, 100);

  @Test
  void selectsADatabaseOnceAndKnowsWhichHoldsForACommand() {
    batch.select(3);
    batch.select(3);
    set("a", "1");
    batch.select(7);
    set("b", "2");

    assertThat(text()).isEqualTo(select(3) + set3("a", "1") + select(7) + set3("b", "2"));
    assertThat(batch.selectBefore(1)).isZero();
    assertThat(batch.selectBefore(3)).isEqualTo(2);
  }

  @Test
  void replacesTheHeadOfACommandThatBecameShorterThanAnnounced() {
    set("before", "x");
    batch.begin(LaneCommand.MSETNX);
    String announced = "*65\r\n$6\r\nMSETNX\r\n";
    batch.writer().put(Fragment.command(65, "MSETNX")).arg("k").arg("v");

    batch.replaceHead(announced.length(), Fragment.command(3, "MSETNX"));

    assertThat(text())
        .isEqualTo(set3("before", "x") + "*3\r\n$6\r\nMSETNX\r\n$1\r\nk\r\n$1\r\nv\r\n");
  }

  @Test
  void isEmptyWithNothingButASelect() {
    assertThat(batch.isEmpty()).isTrue();
    batch.select(1);
    assertThat(batch.isEmpty()).isTrue();
    set("k", "v");
    assertThat(batch.isEmpty()).isFalse();
  }

  @Test
  void isFullByBytesOrByCommands() {
    set("k", "v".repeat(2000));
    assertThat(batch.isFull()).isTrue();

    batch.clear();
    for (int i = 0; i < 100; i++) {
      assertThat(batch.isFull()).isFalse();
      batch.begin(LaneCommand.SET_NX);
    }
    assertThat(batch.isFull()).isTrue();
  }

  @Test
  void givesCommandsBackAsTheyWereWritten() {
    batch.select(12);
    set("key\r\n$", "");

    EncodedCommand command = new EncodedCommand().read(batch.buffer(), batch.start(1));

    assertThat(command.count()).isEqualTo(3);
    assertThat(command.argument(1)).isEqualTo("key\r\n$".getBytes(StandardCharsets.US_ASCII));
    assertThat(command.argumentLength(2)).isZero();
  }

  private void set(String key, String value) {
    batch.begin(LaneCommand.SET_NX);
    batch.writer().begin(3).arg("SET").arg(key).arg(value);
  }

  private static String set3(String key, String value) {
    return "*3\r\n$3\r\nSET\r\n$"
        + key.length()
        + "\r\n"
        + key
        + "\r\n$"
        + value.length()
        + "\r\n"
        + value
        + "\r\n";
  }

  private static String select(int database) {
    return "*2\r\n$6\r\nSELECT\r\n$1\r\n" + database + "\r\n";
  }

  private String text() {
    return StandardCharsets.US_ASCII.decode(batch.buffer()).toString();
  }
}
