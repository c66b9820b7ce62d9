package io.redismigration.redis.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.DigestOptions;
import io.redismigration.redis.value.ValueDecoder;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two decoders without a common line find the same values in the dumps of every server both can
 * read.
 */
class ReplicatorDifferentialTest {

  private static final ServersUnderTest SERVERS = new ServersUnderTest(Corpus.PACKED_INFINITIES);

  @AfterAll
  static void stopServers() {
    SERVERS.close();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-8.1"})
  void bothFindTheSameValues(String version) throws IOException {
    DigestOptions options = DigestOptions.everything();

    Map<String, String> expected = ReplicatorOracle.digests(SERVERS.dumpFile(version), options);

    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, ServersUnderTest.Sliced> value : SERVERS.slices(version).entrySet()) {
      CanonicalDigest digest = new CanonicalDigest(options);
      new ValueDecoder(1 << 20)
          .decode(
              value.getValue().type(),
              value.getValue().buffer(),
              0,
              value.getValue().body().length,
              digest);
      found.put(value.getKey(), digest.toString());
    }
    assertThat(found).hasSizeGreaterThan(40).isEqualTo(expected);
  }
}
