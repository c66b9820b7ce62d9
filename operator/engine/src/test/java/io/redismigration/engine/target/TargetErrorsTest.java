package io.redismigration.engine.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.Reason;
import io.redismigration.engine.target.TargetError.Fatal;
import io.redismigration.engine.target.TargetError.RetryLater;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TargetErrorsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "OOM command not allowed when used memory > 'maxmemory'. | TargetOutOfMemory",
        "READONLY You can't write against a read only replica. | TargetNotWritable",
        "LOADING Redis is loading the dataset in memory | TargetNotReady",
        "MISCONF Redis is configured to save RDB snapshots | TargetNotWritable",
        "NOREPLICAS Not enough good replicas to write. | TargetNotWritable",
        "BUSY Redis is busy running a script. | TargetNotReady",
        "CLUSTERDOWN The cluster is down | TargetNotReady"
      })
  void waitsForWhatPasses(String text, Reason reason) {
    assertThat(TargetErrors.classify(RedisError.of(text)))
        .isInstanceOfSatisfying(
            RetryLater.class, later -> assertThat(later.reason()).isEqualTo(reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "NOPERM this user has no permissions to run the 'restore' command | PermissionDenied",
        "ERR DUMP payload version or checksum are wrong | ValueNotSupportedByTarget",
        "ERR DB index is out of range | CommandRefusedByTarget",
        "BUSYKEY Target key name already exists. | ForeignKeyOnTarget"
      })
  void stopsForWhatNoRepetitionCures(String text, Reason reason) {
    assertThat(TargetErrors.classify(RedisError.of(text)))
        .isInstanceOfSatisfying(
            Fatal.class,
            fatal -> {
              assertThat(fatal.reason()).isEqualTo(reason);
              assertThat(fatal.remedy()).isNotBlank();
            });
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void hasAnAnswerToEveryError(ErrorCode code) {
    TargetError error = TargetErrors.classify(new RedisError(code, code + " text"));

    assertThat(error.reason()).isNotNull();
  }

  @Test
  void showsUnknownTextShortAndPlain() {
    TargetError error = TargetErrors.classify(RedisError.of("ERR odd \u0007" + "x".repeat(500)));

    assertThat(((Fatal) error).what()).contains("ERR odd ?xxx").hasSizeLessThan(200);
  }
}
