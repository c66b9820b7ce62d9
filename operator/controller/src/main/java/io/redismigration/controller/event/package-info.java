/**
 * What users are told beside the status: events on the migration, with stable reasons. Told after
 * the status is stored, at most once.
 */
package io.redismigration.controller.event;
