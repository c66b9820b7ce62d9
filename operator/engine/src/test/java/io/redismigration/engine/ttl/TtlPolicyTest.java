package io.redismigration.engine.ttl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TtlPolicyTest {
  private final TtlPolicy policy = new TtlPolicy(Duration.ofSeconds(10));

  @Test
  void holdsUntilToldToBeExact() {
    assertThat(policy.targetExpiry(1_000)).isEqualTo(11_000);
    policy.exact();
    assertThat(policy.targetExpiry(1_000)).isEqualTo(1_000);
    policy.hold();
    assertThat(policy.targetExpiry(1_000)).isEqualTo(11_000);
  }

  @Test
  void isNeverEarlierThanTheSourceWhateverTheClocksSay() {
    policy.exact();
    policy.skew(500);
    assertThat(policy.targetExpiry(1_000)).as("target's clock ahead").isEqualTo(1_500);
    policy.skew(-500);
    assertThat(policy.targetExpiry(1_000)).as("target's clock behind").isEqualTo(1_000);
  }

  @Test
  void leavesTimesAloneThatAreTooFarAwayToAddTo() {
    assertThat(policy.targetExpiry(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(policy.targetExpiry(Long.MAX_VALUE - 5_000)).isEqualTo(Long.MAX_VALUE - 5_000);
  }
}
