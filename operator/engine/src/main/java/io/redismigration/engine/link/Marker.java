package io.redismigration.engine.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A word, unlike any other, awaited in the received bytes: the link's thread looks for it, another
 * waits. Looked for byte by byte, but only while one is awaited, which is for some milliseconds.
 */
final class Marker {
  private final byte[] word;
  private final int[] fallBack;
  private final CountDownLatch found = new CountDownLatch(1);
  private int matched;
  private long end;

  Marker(String ascii) {
    word = ascii.getBytes(StandardCharsets.US_ASCII);
    fallBack = new int[word.length];
    for (int i = 1, length = 0; i < word.length; i++) {
      while (length > 0 && word[i] != word[length]) {
        length = fallBack[length - 1];
      }
      length += word[i] == word[length] ? 1 : 0;
      fallBack[i] = length;
    }
  }

  String word() {
    return new String(word, StandardCharsets.US_ASCII);
  }

  /**
   * Goes through bytes just received.
   *
   * @param position of the first of them in the generation's input
   */
  void scan(ByteBuffer bytes, int from, int to, long position) {
    for (int i = from; i < to && found.getCount() > 0; i++) {
      byte next = bytes.get(i);
      while (matched > 0 && next != word[matched]) {
        matched = fallBack[matched - 1];
      }
      matched += next == word[matched] ? 1 : 0;
      if (matched == word.length) {
        end = position + i - from + 1;
        found.countDown();
      }
    }
  }

  /** Waits; the position behind the word, or -1 when it did not come. */
  long await(long millis) throws InterruptedException {
    return found.await(millis, TimeUnit.MILLISECONDS) ? end : -1;
  }
}
