/**
 * Rules of the target's lock: which users of a server lose the right to write while a migration
 * runs, and how they get it back. Works on what ACL LIST answers; nothing here touches a server.
 * Start at {@link io.redismigration.migration.lock.LockedUser}.
 */
package io.redismigration.migration.lock;
