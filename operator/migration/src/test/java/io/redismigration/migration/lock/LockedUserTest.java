package io.redismigration.migration.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.ledger.RestoreDecision;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On lines as servers of these versions answer ACL LIST with. */
class LockedUserTest {
  private static final String HASH =
      "#30c952fab122c3f9759f02a6d95c3758b246b4fee239957b2d4fee46e26170c4";
  private static final String OF_6_2 = "user app on " + HASH + " ~app:* &* +@all -@dangerous";
  private static final String OF_7_0 =
      "user sel on "
          + HASH
          + " ~a:* resetchannels -@all +@read (~b:* resetchannels -@all +@write)"
          + " (%R~c:* resetchannels -@all +get)";
  private static final String OF_8_0 = "user default on nopass sanitize-payload ~* &* +@all";

  @Test
  void aUserIsReadWithoutItsPasswords() {
    List<AclUser> users = AclUser.all(List.of(OF_6_2, OF_7_0, OF_8_0, "something else"));

    assertThat(users).extracting(AclUser::name).containsExactly("app", "sel", "default");
    assertThat(users.toString()).doesNotContain(HASH).doesNotContain("nopass");
    assertThat(users)
        .extracting(AclUser::rules)
        .containsExactly(
            "+@all -@dangerous",
            "-@all +@read (~b:* resetchannels -@all +@write) (%R~c:* resetchannels -@all +get)",
            "+@all");
  }

  @Test
  void whatASelectorPermitsIsTakenToo() {
    AclUser user = AclUser.all(List.of(OF_7_0)).get(0);

    assertThat(LockedUser.locked(user))
        .isEqualTo(
            "-@all +@read -@write (~b:* resetchannels -@all +@write -@write)"
                + " (%R~c:* resetchannels -@all +get -@write)");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "user a on nopass ~* &* -@all, false",
    "user a on nopass ~* &* -@all +get, true",
    "user a off ~* &* +@all, true",
    "user a on nopass resetchannels -@all (~b:* resetchannels -@all +set), true",
    "user a on nopass resetchannels -@all (~b:* resetchannels -@all), false"
  })
  void whoeverMayRunNothingNeedsNoLock(String line, boolean mayAnything) {
    assertThat(AclUser.all(List.of(line)).get(0).mayAnything()).isEqualTo(mayAnything);
  }

  @Test
  void theRunsUserGetsTheRightsOfTheManifestsUserAndNotThatOverRules() {
    AclUser like = AclUser.all(List.of(OF_7_0.replace("+@read", "-@write"))).get(0);
    String before = AclUser.all(List.of(OF_7_0)).get(0).rules();

    assertThat(LockedUser.ownWords(like, before, "ab12"))
        .containsExactly(
            "reset",
            "~a:*",
            "resetchannels",
            "-@all",
            "-@all",
            "+@read",
            "(~b:* resetchannels -@all +@write)",
            "(%R~c:* resetchannels -@all +get)",
            "-acl",
            "#ab12",
            "on");
  }

  @Test
  void theCommandForAPersonIsQuotedForAShell() {
    LedgerEntry entry = entry("user app", "-@all +get (~it's:* resetchannels -@all +set)", "-@all");

    assertThat(RestoreCommands.of(entry))
        .isEqualTo(
            "redis-cli -h h -p 1 ACL SETUSER 'app' '-@all' '-@all' '+get' 'clearselectors'"
                + " '(~it'\\''s:* resetchannels -@all +set)'");
    assertThat(RestoreCommands.of(entry("user redis-migration:r", "", "made for the run")))
        .isEqualTo("redis-cli -h h -p 1 ACL DELUSER 'redis-migration:r' 'redis-migration:r:stage'");
  }

  @ParameterizedTest(name = "{0} has {1}: {2}")
  @CsvSource({
    "user app, +@all -@write, Restore",
    "user app, +@all, AlreadyThere",
    "user app, +@all -@write +set, LeaveAlone",
    "user app, '', LeaveAlone",
    "user redis-migration:r, whatever, Restore",
  })
  void onlyWhatIsAsWeSetItIsPutBackAndOurUserGoesWhateverBecameOfIt(
      String parameter, String now, String decision) {
    boolean own = LockedUser.isOwn(LockedUser.user(parameter));
    LedgerEntry entry = entry(parameter, own ? "" : "+@all", "+@all -@write");

    assertThat(RestoreDecision.of(entry, "run", now).getClass().getSimpleName())
        .isEqualTo(decision);
  }

  private static LedgerEntry entry(String parameter, String original, String applied) {
    return new LedgerEntry(
        Side.TARGET,
        "0",
        "h:1",
        "run",
        parameter,
        original,
        applied,
        LedgerEntry.State.APPLIED,
        null,
        Instant.EPOCH);
  }
}
