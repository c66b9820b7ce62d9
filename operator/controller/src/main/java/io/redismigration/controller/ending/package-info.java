/**
 * What is left when a migration is over: the report that outlives it, and the way out where nothing
 * can be restored any more.
 */
package io.redismigration.controller.ending;
