package io.redismigration.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.SwitchoverSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepointCommandsTest {

  @Test
  void everyObjectHasItsCommandAndNoPasswordIsPartOfOne() {
    SwitchoverSpec wanted =
        new SwitchoverSpec(
            "orders-switch",
            new SwitchoverSpec.OfService("orders-redis", Map.of("app", "new"), null),
            new SwitchoverSpec.OfEndpointSlice("orders-1", List.of("10.0.0.5"), 6380),
            new SwitchoverSpec.OfSecret("orders", Map.of("host", "redis-new"), true));

    assertThat(RepointCommands.of(wanted))
        .isEqualTo(
            "kubectl patch secret orders --type=merge -p"
                + " '{\"stringData\":{\"host\":\"redis-new\","
                + "\"password\":\"PASSWORD-OF-THE-TARGET\"}}'"
                + " && kubectl patch endpointslice orders-1 --type=json -p"
                + " '[{\"op\":\"replace\",\"path\":\"/endpoints\",\"value\":"
                + "[{\"addresses\":[\"10.0.0.5\"]}]},"
                + "{\"op\":\"replace\",\"path\":\"/ports/0/port\",\"value\":6380}]'"
                + " && kubectl patch service orders-redis --type=json -p"
                + " '[{\"op\":\"replace\",\"path\":\"/spec/selector\","
                + "\"value\":{\"app\":\"new\"}}]'");
  }

  @Test
  void quotesCannotLeaveTheArgument() {
    SwitchoverSpec wanted =
        new SwitchoverSpec(
            "a", new SwitchoverSpec.OfService("s", Map.of(), "it's.\"here\""), null, null);

    assertThat(RepointCommands.of(wanted)).endsWith("\"value\":\"it'\\''s.\\\"here\\\"\"}]'");
  }
}
