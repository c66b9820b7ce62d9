package io.redismigration.testkit.kubernetes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * For tests that harm the node of the shared cluster: tagged {@code daemon-faults}, since they run
 * alone; left out, with name and reason printed, where the cluster is not local.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("daemon-faults")
@NeedsKubernetes
@ExtendWith(DaemonCondition.class)
public @interface NeedsDaemons {}
