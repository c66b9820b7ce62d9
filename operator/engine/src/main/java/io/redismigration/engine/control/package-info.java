/**
 * The control plane of one server: what it says of itself (INFO, CONFIG, ACL, CLIENT) and the few
 * things it is told apart from data. Built on lettuce; the data path (link, lanes, checkpoint) has
 * connections of its own and never goes through here. Start at {@link
 * io.redismigration.engine.control.RedisControl}.
 */
package io.redismigration.engine.control;
