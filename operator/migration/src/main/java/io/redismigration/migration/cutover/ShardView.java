package io.redismigration.migration.cutover;

import io.redismigration.migration.task.TaskState;

/**
 * What a cutover decision knows of one shard.
 *
 * @param answersOrder its report carries the present order's token
 * @param sealed its report shows an offset it had sealed: if it decides, it may have committed
 * @param why its worker's failure or abort reason; null: none
 */
public record ShardView(
    String shard, TaskState state, boolean answersOrder, boolean sealed, String why) {}
