package io.redismigration.migration.ledger;

import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.LedgerEntry;
import java.util.List;

/** What a person runs where we could not put a parameter back. */
public final class RestoreCommands {
  private RestoreCommands() {}

  /** One command per entry that may still have our value; passwords are left to the user. */
  public static List<String> of(List<LedgerEntry> ledger) {
    return ledger.stream().filter(LedgerEntry::open).map(RestoreCommands::of).toList();
  }

  /** {@code redis-cli -h … -p … CONFIG SET name 'original'}, or {@code … ACL SETUSER …}. */
  public static String of(LedgerEntry entry) {
    Endpoint address = Endpoint.parse(entry.address());
    return "redis-cli -h %s -p %d %s".formatted(address.host(), address.port(), setting(entry));
  }

  /** {@code CONFIG SET name 'original'}, on whatever server it is to run. */
  public static String setting(LedgerEntry entry) {
    if (LockedUser.is(entry)) {
      return LockedUser.command(entry);
    }
    return "CONFIG SET %s '%s'".formatted(entry.parameter(), entry.original());
  }
}
