package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.ascii;
import static io.redismigration.engine.verify.Commands.bytes;
import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Goes through the keys of one dataset on one side while SWAPDB moves it from database to database:
 * each page is read at an offset at which it is known where the dataset lies. For one thread.
 */
final class DatasetScan implements Pages {
  private static final byte[] PAGE = ascii("500");
  private static final byte[] COUNT = ascii("COUNT");

  /** Databases may be exchanged some hundred times a second. */
  private static final int TRIES = 1_000;

  private final BothSides sides;
  private final AtOffset atOffset;
  private final KeysByDatabase places;
  private final int dataset;
  private final boolean onTarget;
  private byte[] cursor = ascii("0");
  private boolean begun;

  /**
   * @param places follows the stream
   */
  DatasetScan(
      BothSides sides, AtOffset atOffset, KeysByDatabase places, int dataset, boolean onTarget) {
    this.sides = sides;
    this.atOffset = atOffset;
    this.places = places;
    this.dataset = dataset;
    this.onTarget = onTarget;
  }

  @Override
  public boolean hasNext() {
    return !begun || cursor.length != 1 || cursor[0] != '0';
  }

  @Override
  public List<byte[]> next() throws IOException, InterruptedException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      List<Reply> page = page();
      if (!page.isEmpty()) {
        begun = true;
        cursor = bytes(page.get(0));
        List<byte[]> keys = new ArrayList<>();
        for (Reply name : page.get(1).elements()) {
          if (!KeyScan.isReserved(bytes(name))) {
            keys.add(bytes(name));
          }
        }
        return keys;
      }
    }
    throw new IOException("databases are exchanged so often that their keys cannot be listed");
  }

  /** Empty when the dataset lay elsewhere by then. */
  private List<Reply> page() throws IOException, InterruptedException {
    int database = places.home(dataset);
    byte[][] scan = words("SCAN", cursor, COUNT, PAGE);
    List<Reply> page = new ArrayList<>();
    atOffset.act(
        database,
        onTarget ? List.of() : Collections.singletonList(scan),
        answers -> {
          page.clear();
          if (places.home(dataset) == database) {
            Reply reply =
                onTarget
                    ? Commands.ask(sides.target().connection(), scan)
                    : answers.get(0).orThrow("SCAN");
            page.addAll(reply.elements());
          }
        });
    return page;
  }
}
