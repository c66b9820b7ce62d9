/** Whole migrations, told as stories: the command as users start it, real servers, real faults. */
package io.redismigration.e2e;
