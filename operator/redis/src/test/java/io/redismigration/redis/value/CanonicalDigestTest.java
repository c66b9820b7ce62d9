package io.redismigration.redis.value;

import static io.redismigration.redis.value.Packed.intset;
import static io.redismigration.redis.value.Packed.listpack;
import static io.redismigration.redis.value.Packed.ziplist;
import static io.redismigration.redis.value.Packed.zipmap;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.redismigration.redis.rdb.RdbWriter;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.value.DigestOptions.FieldExpiry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalDigestTest {

  private static final DigestOptions ALL = DigestOptions.everything();
  private static final int REGISTERS = 16384;

  @Test
  void isTheSameForEveryEncodingAndOrder() throws IOException {
    assertThat(
            List.of(
                digest(ValueType.STRING, body().str("-128")),
                digest(ValueType.STRING, body().integer(-128))))
        .containsOnly(digest(ValueType.STRING, body().str("-128")));
    assertThat(
            List.of(
                digest(ValueType.LIST_ZIPLIST, body().str(ziplist("a", 1))),
                digest(ValueType.LIST_QUICKLIST, body().len(2).str(ziplist("a")).str(ziplist(1))),
                digest(
                    ValueType.LIST_QUICKLIST_2,
                    body().len(2).len(1).str("a").len(2).str(listpack(1)))))
        .containsOnly(digest(ValueType.LIST, body().len(2).str("a").str("1")));
    assertThat(
            List.of(
                digest(ValueType.SET_INTSET, body().str(intset(2, 1, 2))),
                digest(ValueType.SET_LISTPACK, body().str(listpack("2", 1)))))
        .containsOnly(digest(ValueType.SET, body().len(2).str("2").str("1")));
    assertThat(
            List.of(
                digest(ValueType.ZSET_ZIPLIST, body().str(ziplist("a", 1, "b", "2.5"))),
                digest(ValueType.ZSET_LISTPACK, body().str(listpack("b", "2.5", "a", 1))),
                digest(
                    ValueType.ZSET,
                    body().len(2).str("b").u8(3).ascii("2.5").str("a").u8(1).ascii("1"))))
        .containsOnly(
            digest(
                ValueType.ZSET_2,
                body()
                    .len(2)
                    .str("a")
                    .le64(Double.doubleToLongBits(1))
                    .str("b")
                    .le64(Double.doubleToLongBits(2.5))));
    assertThat(
            List.of(
                digest(ValueType.HASH_ZIPMAP, body().str(zipmap("f", "1", "g", "w"))),
                digest(ValueType.HASH_ZIPLIST, body().str(ziplist("g", "w", "f", 1))),
                digest(ValueType.HASH_LISTPACK, body().str(listpack("f", 1, "g", "w"))),
                digest(
                    ValueType.HASH_LISTPACK_EX_PRE_GA,
                    body().str(listpack("f", 1, 0, "g", "w", 0)))))
        .containsOnly(digest(ValueType.HASH, body().len(2).str("f").str("1").str("g").str("w")));
  }

  /** Two dumps of one vector set (redis 8.0.2), the second of what RESTORE made of the first. */
  @Test
  void isTheElementsOfAVectorSetWhateverItsGraph() throws IOException {
    String head = "81bde72da2bb1eb400" + "0203" + "0202" + "025010" + "0202";
    String first =
        "05026531" + "05077b2261223a317d" + "05032a557f" + "0206" + "02010200020102200202";
    String second = "05026532" + "0500" + "050355557f" + "0206" + "02020200020102200201";
    String firstScale = "02813f4d41b2406f7751";
    String secondScale = "02813f3a44724083f07b";
    String one = head + second + secondScale + first + firstScale + "00";
    String other = head + first + firstScale + second + secondScale + "00";

    assertThat(vectors(other)).isEqualTo(vectors(one));
    assertThat(vectors(other.replace("2a557f", "2a557e")))
        .as("a vector")
        .isNotEqualTo(vectors(one));
    assertThat(vectors(other.replace("3f4d41b2", "3f4d41b3")))
        .as("a scale")
        .isNotEqualTo(vectors(one));
    assertThat(vectors(other.replace("7b2261", "7b2262")))
        .as("attribute")
        .isNotEqualTo(vectors(one));
    assertThat(vectors(other.replace("026531", "026533"))).as("a name").isNotEqualTo(vectors(one));
  }

  private static String vectors(String hex) throws IOException {
    return digest(ValueType.MODULE_2, body().raw(HexFormat.of().parseHex(hex)));
  }

  @Test
  void isDifferentForEveryDifferentSample() throws IOException {
    Map<String, Object> seen = new HashMap<>();
    for (Samples.Sample sample : Samples.all()) {
      String content = sample.type().kind() + " " + sample.holds();
      Object before = seen.put(digest(sample.type(), RdbWriter.body().raw(sample.body())), content);
      assertThat(before).isIn(null, content);
    }
  }

  @Test
  void seesOrderInListsAndMultiplicity() throws IOException {
    assertThat(digest(ValueType.LIST, body().len(2).str("a").str("b")))
        .isNotEqualTo(digest(ValueType.LIST, body().len(2).str("b").str("a")))
        .isNotEqualTo(digest(ValueType.LIST, body().len(1).str("ab")))
        .isNotEqualTo(digest(ValueType.SET, body().len(2).str("a").str("b")));
    assertThat(digest(ValueType.SET, body().len(2).str("a").str("b")))
        .isNotEqualTo(digest(ValueType.SET, body().len(3).str("a").str("b").str("b")));
    assertThat(digest(ValueType.HASH, body().len(1).str("ab").str("c")))
        .isNotEqualTo(digest(ValueType.HASH, body().len(1).str("a").str("bc")));
  }

  @Test
  void comparesHyperLogLogsByRegisters() throws IOException {
    // Registers 0 to 2 are 5, the rest 0: a value run, a long run of zeros and short ones.
    byte[] sparse =
        hyperLogLog(1, 0x77)
            .u8(0x80 | 4 << 2 | 2)
            .u8(0x40 | 9999 >> 8)
            .u8(9999)
            .raw(zeros(REGISTERS - 3 - 10_000))
            .bytes();
    RdbWriter dense = hyperLogLog(0, 0x12);
    int firstThree = 5 | 5 << 6 | 5 << 12;
    dense
        .u8(firstThree)
        .u8(firstThree >> 8)
        .u8(firstThree >> 16)
        .raw(new byte[REGISTERS * 6 / 8 - 3]);
    byte[] otherDense = dense.bytes();
    otherDense[100] ^= 1;

    assertThat(digest(ValueType.STRING, body().str(sparse)))
        .isEqualTo(digest(ValueType.STRING, body().str(dense.bytes())))
        .isNotEqualTo(digest(ValueType.STRING, body().str(otherDense)));
    assertThat(digest(ValueType.STRING, body().str("HYLL but no registers")))
        .isNotEqualTo(digest(ValueType.STRING, body().str("HYLL but no Registers")));
  }

  @Test
  void leavesOutWhatOneSideCannotHold() throws IOException {
    for (int older = 1; older <= 5; older++) {
      DigestOptions common = new DigestOptions(older, false, FieldExpiry.EXACT);
      String expected = digest(Samples.streamSample(older), common);
      for (int newer = older; newer <= 5; newer++) {
        assertThat(digest(Samples.streamSample(newer), common)).isEqualTo(expected);
      }
    }
    assertThat(digest(Samples.streamSample(3), ALL))
        .isNotEqualTo(digest(Samples.streamSample(2), ALL));
  }

  @Test
  void countsFieldExpiryAsAsked() throws IOException {
    Samples.Sample never = field(-1);
    Samples.Sample soon = field(1000);
    Samples.Sample later = field(2000);

    assertThat(digest(soon, ALL)).isNotEqualTo(digest(later, ALL)).isNotEqualTo(digest(never, ALL));
    DigestOptions presence = new DigestOptions(5, true, FieldExpiry.PRESENCE);
    assertThat(digest(soon, presence))
        .isEqualTo(digest(later, presence))
        .isNotEqualTo(digest(never, presence));
    DigestOptions ignored = new DigestOptions(5, true, FieldExpiry.IGNORED);
    assertThat(digest(soon, ignored)).isEqualTo(digest(never, ignored));
  }

  @Test
  void allocatesNothingPerElement() throws IOException {
    RdbWriter set = body().len(100_000);
    for (int i = 0; i < 100_000; i++) {
      set.str("member" + i);
    }
    byte[] body = set.bytes();
    CanonicalDigest digest = new CanonicalDigest(ALL);
    ValueDecoder decoder = new ValueDecoder(1 << 20);
    ByteBuffer buffer = ByteBuffer.wrap(body);
    decoder.decode(ValueType.SET, buffer, 0, body.length, digest);

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    decoder.decode(ValueType.SET, buffer, 0, body.length, digest);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2000);
  }

  private static RdbWriter hyperLogLog(int encoding, int cachedCount) {
    return body().ascii("HYLL").u8(encoding).raw(new byte[3]).le64(cachedCount);
  }

  /** Runs of 64 zeros at most. */
  private static byte[] zeros(int registers) {
    RdbWriter runs = body();
    for (int left = registers; left > 0; left -= 64) {
      runs.u8(Math.min(left, 64) - 1);
    }
    return runs.bytes();
  }

  private static Samples.Sample field(long expiresAt) {
    byte[] body = body().len(1).str("f").str("v").le64(expiresAt).bytes();
    return new Samples.Sample(ValueType.VALKEY_HASH_2, body, List.of());
  }

  private static RdbWriter body() {
    return RdbWriter.body();
  }

  private static String digest(ValueType type, RdbWriter body) throws IOException {
    return digest(new Samples.Sample(type, body.bytes(), List.of()), ALL);
  }

  private static String digest(Samples.Sample sample, DigestOptions options) throws IOException {
    CanonicalDigest digest = new CanonicalDigest(options);
    new ValueDecoder(1 << 20)
        .decode(sample.type(), ByteBuffer.wrap(sample.body()), 0, sample.body().length, digest);
    return digest.toString();
  }
}
