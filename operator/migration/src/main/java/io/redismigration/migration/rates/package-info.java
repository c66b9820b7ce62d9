/**
 * How fast things go and how long they last at that: functions of samples that are given in. Start
 * at {@link io.redismigration.migration.rates.Forecast}.
 */
package io.redismigration.migration.rates;
