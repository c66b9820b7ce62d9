/**
 * Certificates for TLS servers in tests, made in milliseconds without tools. Not for anything but
 * tests. Start at {@link TestCertificates}.
 */
package io.redismigration.testkit.tls;
