/**
 * Rules of a cutover, apart from who applies them: which fence, which commands may still arrive
 * after it, and whether to commit. Start at {@link io.redismigration.migration.cutover.Decision}.
 */
package io.redismigration.migration.cutover;
