package io.redismigration.redis.value;

import static io.redismigration.redis.value.Packed.intset;
import static io.redismigration.redis.value.Packed.listpack;
import static io.redismigration.redis.value.Packed.ziplist;
import static io.redismigration.redis.value.Packed.zipmap;

import io.redismigration.redis.rdb.RdbWriter;
import io.redismigration.redis.rdb.ValueType;
import java.util.ArrayList;
import java.util.List;

/** A body of every type, made by hand, with what it holds. */
public final class Samples {

  /** A body and the visits it makes. */
  public record Sample(ValueType type, byte[] body, List<String> holds) {
    @Override
    public String toString() {
      return type + " of " + body.length + " bytes";
    }
  }

  private Samples() {}

  public static List<Sample> all() {
    return List.of(
        sample(ValueType.STRING, body().str("plain"), "plain"),
        sample(ValueType.STRING, body().str(""), ""),
        sample(ValueType.STRING, body().integer(-12345), "-12345"),
        sample(ValueType.STRING, body().lzfRun('x', 300_000), "x".repeat(300_000)),
        sample(
            ValueType.LIST,
            body().len(3).str("a").integer(200).lzfRun('z', 40),
            "a",
            "200",
            "z".repeat(40)),
        sample(ValueType.SET, body().len(2).str("a").str("b"), "a", "b"),
        sample(
            ValueType.ZSET,
            body()
                .len(4)
                .str("a")
                .u8(3)
                .ascii("1.5")
                .str("b")
                .u8(254)
                .str("c")
                .u8(255)
                .str("d")
                .u8(5)
                .ascii("1e+20"),
            "a=1.5",
            "b=Infinity",
            "c=-Infinity",
            "d=1.0E20"),
        sample(
            ValueType.HASH,
            body().len(2).str("f").str("v").lzfRun('g', 50).lzfRun('w', 60),
            "f=v",
            "g".repeat(50) + "=" + "w".repeat(60)),
        sample(
            ValueType.ZSET_2,
            body()
                .len(2)
                .str("a")
                .le64(Double.doubleToLongBits(0.1))
                .str("b")
                .le64(Double.doubleToLongBits(-2)),
            "a=0.1",
            "b=-2.0"),
        sample(
            ValueType.MODULE_2,
            body()
                .len(0x123456789abcdefL)
                .len(1)
                .len(7)
                .len(2)
                .len(8)
                .len(3)
                .le32(9)
                .len(4)
                .le64(10)
                .len(5)
                .str("t")
                .len(0),
            "module " + 0x123456789abcdefL,
            "1:7",
            "2:8",
            "3:9",
            "4:10",
            "text:t"),
        sample(
            ValueType.HASH_ZIPMAP,
            body().str(zipmap("f", "v", "g", "w".repeat(300))),
            "f=v",
            "g=" + "w".repeat(300)),
        sample(
            ValueType.LIST_ZIPLIST,
            body()
                .str(
                    ziplist(
                        "a",
                        0,
                        12,
                        13,
                        -1,
                        -128,
                        128,
                        32767,
                        -32769,
                        8388607,
                        -8388609,
                        1L << 40,
                        "b".repeat(63),
                        "c".repeat(300),
                        "d",
                        "e".repeat(17000),
                        "f")),
            "a",
            "0",
            "12",
            "13",
            "-1",
            "-128",
            "128",
            "32767",
            "-32769",
            "8388607",
            "-8388609",
            "1099511627776",
            "b".repeat(63),
            "c".repeat(300),
            "d",
            "e".repeat(17000),
            "f"),
        sample(ValueType.SET_INTSET, body().str(intset(2, -5, 0, 300)), "-5", "0", "300"),
        sample(ValueType.SET_INTSET, body().str(intset(4, -70000, 70000)), "-70000", "70000"),
        sample(
            ValueType.SET_INTSET,
            body().str(intset(8, Long.MIN_VALUE, Long.MAX_VALUE)),
            Long.MIN_VALUE + "",
            Long.MAX_VALUE + ""),
        sample(
            ValueType.ZSET_ZIPLIST,
            body().str(ziplist("a", 1, "b", "2.25", 7, "inf")),
            "a=1.0",
            "b=2.25",
            "7=Infinity"),
        sample(ValueType.HASH_ZIPLIST, body().str(ziplist("f", 1, "g", "w")), "f=1", "g=w"),
        sample(
            ValueType.LIST_QUICKLIST,
            body().len(2).str(ziplist("a", 1)).str(ziplist("b")),
            "a",
            "1",
            "b"),
        streamSample(1),
        sample(ValueType.HASH_LISTPACK, body().str(listpack("f", "v", 1, 2)), "f=v", "1=2"),
        sample(
            ValueType.ZSET_LISTPACK,
            body().str(listpack("a", "-inf", "b", 3)),
            "a=-Infinity",
            "b=3.0"),
        sample(
            ValueType.LIST_QUICKLIST_2,
            body()
                .len(2)
                .len(1)
                .str("plain")
                .len(2)
                .str(
                    listpack(
                        0,
                        127,
                        128,
                        -1,
                        4095,
                        4096,
                        -4096,
                        -4097,
                        32768,
                        -8388608,
                        8388608,
                        1L << 40,
                        "s".repeat(63),
                        "m".repeat(64),
                        "l".repeat(4096))),
            "plain",
            "0",
            "127",
            "128",
            "-1",
            "4095",
            "4096",
            "-4096",
            "-4097",
            "32768",
            "-8388608",
            "8388608",
            "1099511627776",
            "s".repeat(63),
            "m".repeat(64),
            "l".repeat(4096)),
        streamSample(2),
        sample(ValueType.SET_LISTPACK, body().str(listpack("a", 5)), "a", "5"),
        streamSample(3),
        sample(
            ValueType.HASH_METADATA_PRE_GA,
            body().len(2).len(0).str("f").str("v").len(99_000).str("g").str("w"),
            "f=v",
            "g=w@99000"),
        sample(
            ValueType.HASH_LISTPACK_EX_PRE_GA,
            body().str(listpack("f", "v", 0, "g", "w", 99_000)),
            "f=v",
            "g=w@99000"),
        sample(
            ValueType.HASH_METADATA,
            body()
                .le64(5000)
                .len(3)
                .len(0)
                .str("f")
                .str("v")
                .len(1)
                .str("g")
                .str("w")
                .len(501)
                .str("h")
                .str("x"),
            "f=v",
            "g=w@5000",
            "h=x@5500"),
        sample(
            ValueType.HASH_LISTPACK_EX,
            body().le64(5000).str(listpack("f", "v", 0, "g", 1, 5000)),
            "f=v",
            "g=1@5000"),
        streamSample(4),
        streamSample(5),
        sample(
            ValueType.ARRAY,
            body()
                .len(4)
                .len(1)
                .len(9)
                .len(0)
                .len(0)
                .str("a")
                .len(2)
                .len(3)
                .str("b")
                .len(5)
                .len(1)
                .le64(-7)
                .len(8)
                .len(2)
                .le64(Double.doubleToLongBits(1.5)),
            "insert at 9",
            "0=a",
            "2=b",
            "5=-7i",
            "8=1.5"),
        sample(
            ValueType.VALKEY_HASH_2,
            body().len(2).str("f").str("v").le64(-1).str("g").str("w").le64(777),
            "f=v",
            "g=w@777"));
  }

  /**
   * One stream as each layout holds it: two entries with the node's fields, one deleted, one with
   * its own.
   */
  public static Sample streamSample(int version) {
    byte[] node =
        listpack(
            3, 1, 2, "f", "g", 0, // master entry
            2, 0, 0, "v0", "w0", 5, 3, 1, 0, "gone", "gone", 5, 2, 1, 1, 11, "w1", 5, 0, 5, 0, 1,
            "own", "x", 6);
    RdbWriter out = body().len(1).str(RdbWriter.body().be64(1000).be64(7).bytes()).str(node);
    out.len(3).len(1005).len(7);
    if (version >= 2) {
      out.len(1000).len(7).len(1001).len(7).len(4);
    }
    out.len(1).str("group").len(1001).len(8);
    if (version >= 2) {
      out.len(-1);
    }
    out.len(1).be64(1000).be64(7).le64(1_600_000_000_000L).len(3);
    out.len(1).str("alice").le64(111);
    if (version >= 3) {
      out.le64(222);
    }
    out.len(1).be64(1000).be64(7);
    if (version >= 5) {
      out.len(0);
    }
    if (version >= 4) {
      out.len(60).len(100).len(1).str("producer").len(1).str("id").len(1000).len(7).len(1).len(0);
    }
    List<String> holds =
        new ArrayList<>(
            List.of(
                "entry 1000-7 of 2",
                "f=v0",
                "g=w0",
                "entry 1001-8 of 2",
                "f=11",
                "g=w1",
                "entry 1005-7 of 1",
                "own=x",
                version >= 2
                    ? "length 3 last 1005-7 first 1000-7 deleted 1001-7 added 4"
                    : "length 3 last 1005-7 first null deleted null added -1",
                "group group at 1001-8 read -1",
                "pending 1000-7 at 1600000000000 x3",
                "consumer alice seen 111 active " + (version >= 3 ? 222 : -1),
                "has 1000-7"));
    if (version >= 4) {
      holds.addAll(
          List.of(
              "remembers 60s 100", "producer producer", "id is 1000-7", "added 1 duplicates 0"));
    }
    ValueType type =
        switch (version) {
          case 1 -> ValueType.STREAM_1;
          case 2 -> ValueType.STREAM_2;
          case 3 -> ValueType.STREAM_3;
          case 4 -> ValueType.STREAM_4;
          default -> ValueType.STREAM_5;
        };
    return new Sample(type, out.bytes(), holds);
  }

  private static Sample sample(ValueType type, RdbWriter body, String... holds) {
    return new Sample(type, body.bytes(), List.of(holds));
  }

  private static RdbWriter body() {
    return RdbWriter.body();
  }
}
