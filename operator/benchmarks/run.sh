#!/usr/bin/env bash
# Builds the command line and the benchmarks, runs them, and puts the figures into README.md. Takes some minutes.
# BENCHMARK_OPTIONS changes sizes: -Dkeys= -Drounds= (full sync), -Drates= -Dmixed.rates= -Dseconds= (stream),
# -Dverify.keys= -Dverify.members= -Dverify.quiet= (verify),
# -Dcutover.rounds= -Dcutover.rate= -Dcutover.keys= -Dcutover.far= -Dcutover.far.rounds= (cutover).
set -euo pipefail
module=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$module/../.." && pwd)
(cd "$root" && mvn -q -B -ntp -pl operator/benchmarks -am package -DskipTests)
# shellcheck disable=SC2086  # several options in one variable
exec java -Xmx256m -XX:MaxDirectMemorySize=512m -XX:+UseSerialGC -Dbenchmarks.dir="$module" ${BENCHMARK_OPTIONS:-} \
  -cp "$module/target/classes:$module/target/lib/*" io.redismigration.benchmarks.Benchmarks "$@"
