/** Hash slots of a cluster: which slot a key belongs to. Pure computation. */
package io.redismigration.redis.slot;
