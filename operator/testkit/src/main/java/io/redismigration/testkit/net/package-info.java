/** Loopback networking for tests: free ports and faults on demand. Knows nothing of Redis. */
package io.redismigration.testkit.net;
