/**
 * What a switchover will meet, seen with the operator's own rights: it reads Services and
 * EndpointSlices, asks what the user's ServiceAccount may do, and repoints nothing itself.
 */
package io.redismigration.controller.switchover;
