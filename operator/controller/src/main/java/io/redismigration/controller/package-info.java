/**
 * The operator's process: settings from its environment and the parts put together. What it does
 * with a migration lives in the packages below; start at {@link
 * io.redismigration.controller.reconcile}.
 */
package io.redismigration.controller;
