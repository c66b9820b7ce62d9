package io.redismigration.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyExtractorTest {

  private final CommandTable table = CommandTable.standard();
  private final KeyExtractor keys = new KeyExtractor(table);

  /** Positions of keys; those that are written carry a w. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "SET k v, 1w",
    "set k v PX 5, 1w",
    "GET k, 1",
    "DEL a b c, 1w 2w 3w",
    "MSET a 1 b 2, 1w 3w",
    "RENAME a b, 1w 2w",
    "COPY a b DB 3, 1 2w",
    "BITOP AND d a b, 2w 3 4",
    "SINTERSTORE d a b, 1w 2 3",
    "ZUNIONSTORE d 2 a b WEIGHTS 1 2, 1w 3 4",
    "ZDIFFSTORE d 1 a, 1w 3",
    "EVAL body 2 a b x y, 3w 4w",
    "EVAL body 0 x, ''",
    "FCALL f 1 a x, 3w",
    "LMPOP 2 a b LEFT COUNT 3, 2w 3w",
    "BZMPOP 0 2 a b MIN, 3w 4w",
    "XREADGROUP GROUP g c COUNT 1 STREAMS a b > >, 7 8",
    "XREAD STREAMS a b 0 0, 2 3",
    "XGROUP CREATE s g 0, 2w",
    "XGROUP SETID s g 0, 2w",
    "GEORADIUS s 1 2 3 m STORE d, 1 7w",
    "GEORADIUS s 1 2 3 m COUNT 3 STOREDIST d, 1 9w",
    "GEORADIUSBYMEMBER s m 3 m, 1",
    "GEOSEARCHSTORE d s FROMMEMBER m BYRADIUS 1 m, 1w 2",
    "SORT k, 1",
    "SORT k BY store GET store LIMIT 0 1 STORE d, 1 10w",
    "SORT k STORE a STORE b, 1 5w",
    "MIGRATE h 1 k 0 10, 3w",
    "MIGRATE h 1 '' 0 10 COPY AUTH KEYS KEYS a b, 10w 11w",
    "MSETEX 2 a 1 b 2 PX 5, 2w 4w",
    "PFMERGE d a b, 1w 2 3",
    "SMOVE a b m, 1w 2w",
    "LMOVE a b LEFT RIGHT, 1w 2w",
    "OBJECT ENCODING k, 2",
    "PUBLISH c m, ''",
    "SPUBLISH c m, ''",
    "FLUSHALL, ''",
    "SWAPDB 0 1, ''",
    "RESTORE k 0 p REPLACE, 1w",
    "HSETEX k PXAT 5 FIELDS 1 f v, 1w",
    "PFADD k a, 1w",
    "MOVE k 3, 1w"
  })
  void findsTheKeys(String command, String expected) {
    String[] texts = command.split(" ");
    for (int i = 0; i < texts.length; i++) {
      texts[i] = texts[i].equals("''") ? "" : texts[i];
    }
    Words words = Words.of(texts);

    keys.extract(table.find(words), words);

    StringBuilder found = new StringBuilder();
    for (int i = 0; i < keys.count(); i++) {
      found.append(i == 0 ? "" : " ").append(keys.position(i)).append(keys.written(i) ? "w" : "");
    }
    assertThat(found).hasToString(expected);
    assertThat(keys.complete()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "EVAL body 3 a b",
    "EVAL body x a",
    "ZUNIONSTORE d 5 a",
    "EVAL body",
    "SET",
    "EVAL b 99999999999"
  })
  void saysWhenTheArgumentsDoNotFit(String command) {
    Words words = Words.of(command.split(" "));

    keys.extract(table.find(words), words);

    assertThat(keys.complete()).isFalse();
    for (int i = 0; i < keys.count(); i++) {
      assertThat(keys.position(i)).isBetween(1, words.argc() - 1);
    }
  }

  @Test
  void knowsWhereTheKeysOfEveryWriteAre() {
    assertThat(table.all())
        .filteredOn(spec -> spec.isWrite() || spec.is(CommandFlag.MAY_REPLICATE))
        .filteredOn(spec -> !spec.name().startsWith("SORT") && !spec.name().equals("MIGRATE"))
        .allSatisfy(
            spec ->
                assertThat(spec.keys())
                    .noneMatch(
                        key ->
                            key.begin() == KeySpec.Begin.UNKNOWN
                                || key.find() == KeySpec.Find.UNKNOWN));
  }
}
