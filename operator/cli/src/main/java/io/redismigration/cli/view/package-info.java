/**
 * What people and programs are shown: tables, progress, the report, JSON. Text in, text out; reads
 * no file and asks nobody.
 */
package io.redismigration.cli.view;
