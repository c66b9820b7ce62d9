package io.redismigration.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.redis.command.CommandFlag;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTableTest {
  private static final CommandTable COMMANDS = CommandTable.standard();

  static Stream<ServerIdentity> targets() {
    return Stream.of(
        ServerIdentity.redis("2.8.19"),
        ServerIdentity.redis("6.2.11"),
        ServerIdentity.redis("7.0.15"),
        ServerIdentity.redis("8.6.0"),
        ServerIdentity.valkey("9.1.0"));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void hasARuleForEveryCommandThatMayBeStreamed(ServerIdentity target) {
    RuleTable rules = Rules.forTarget(Capabilities.of(target));

    List<String> without =
        COMMANDS.all().stream()
            .filter(spec -> spec.isWrite() || spec.is(CommandFlag.MAY_REPLICATE))
            .map(RuleTableTest::topLevel)
            .distinct()
            .filter(spec -> rules.rule(spec) == null)
            .map(CommandSpec::name)
            .sorted()
            .toList();

    assertThat(without).isEmpty();
  }

  private static CommandSpec topLevel(CommandSpec spec) {
    int bar = spec.name().indexOf('|');
    return bar < 0 ? spec : COMMANDS.require(spec.name().substring(0, bar));
  }
}
