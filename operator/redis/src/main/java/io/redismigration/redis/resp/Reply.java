package io.redismigration.redis.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A whole reply, for control commands where a tree is handier than a stream. */
public sealed interface Reply {

  /** {@code +OK} and the like. */
  record Status(String text) implements Reply {}

  /**
   * An error; where a caller cannot go on with one, {@link Reply#orThrow} makes it an exception.
   */
  record Error(RedisError error) implements Reply {}

  record Integer(long value) implements Reply {}

  /** Bytes; not copied, so not to be changed. */
  record Bulk(byte[] bytes) implements Reply {
    public String utf8() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bulk bulk && Arrays.equals(bytes, bulk.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Bulk[" + bytes.length + " bytes]";
    }
  }

  /** Nothing there. */
  record Null() implements Reply {}

  record Array(List<Reply> elements) implements Reply {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /** Whether it is {@code +OK}. */
  default boolean isOk() {
    return this instanceof Status status && status.text().equals("OK");
  }

  default boolean isError() {
    return this instanceof Error;
  }

  /**
   * This reply, unless it is an error.
   *
   * @param command named in the exception
   */
  default Reply orThrow(String command) throws RedisErrorException {
    if (this instanceof Error error) {
      throw new RedisErrorException(command, error.error());
    }
    return this;
  }

  /**
   * The text of a status or bulk, or an integer in decimal.
   *
   * @throws IllegalStateException for the other kinds
   */
  default String text() {
    if (this instanceof Status status) {
      return status.text();
    }
    if (this instanceof Bulk bulk) {
      return bulk.utf8();
    }
    if (this instanceof Integer integer) {
      return Long.toString(integer.value());
    }
    throw new IllegalStateException("no text in " + this);
  }

  /**
   * The number of an integer, or of a bulk or status that holds one in decimal.
   *
   * @throws IllegalStateException when there is none
   */
  default long number() {
    if (this instanceof Integer integer) {
      return integer.value();
    }
    try {
      return Long.parseLong(text());
    } catch (NumberFormatException e) {
      throw new IllegalStateException("no number in " + this, e);
    }
  }

  /**
   * The elements of an array.
   *
   * @throws IllegalStateException for the other kinds
   */
  default List<Reply> elements() {
    if (this instanceof Array array) {
      return array.elements();
    }
    throw new IllegalStateException("no array but " + this);
  }
}
