#!/usr/bin/env bash
# Moves a real, busy Redis to a new one and proves that nothing was lost. See README.md beside this file.
#   run.sh [--from 2.8|7.0|…] [--to newest|7.0|valkey-9.1|…] [--keys N]
# Exit code 0: migrated, and both sides hold the same. Servers and files are gone afterwards, whatever happens, but for the report.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
manifest=$here/migration.yaml
redis_migration=$root/operator/bin/redis-migration
classpath=$root/operator/e2e/target/quickstart.classpath
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

fail() {
  echo "quickstart: $1" >&2
  exit 1
}

command -v "$java" >/dev/null 2>&1 || fail "java is missing; install a JDK 17 or newer, or set JAVA_HOME to one"
if [ ! -f "$classpath" ] || [ ! -f "$root/operator/cli/target/lib/redis-migration-cli.jar" ]; then
  command -v javac >/dev/null 2>&1 || [ -x "${JAVA_HOME:-}/bin/javac" ] || fail "javac is missing; install a JDK 17 or newer"
  command -v mvn >/dev/null 2>&1 || fail "mvn is missing; install Maven 3.8.1 or newer"
  echo "building (once, a minute or more) …" >&2
  (cd "$root" && mvn -q -B -ntp -pl operator/cli,operator/e2e -am package -DskipTests >&2) || fail "the build failed, see above"
fi

# The stage: both servers, the data, the writer, the oracle. It ends when its input does.
work=$(mktemp -d)
coproc stage { exec "$java" -Xmx512m -Dslf4j.internal.verbosity=ERROR -cp "$root/operator/e2e/target/classes:$(cat "$classpath")" \
  io.redismigration.e2e.quickstart.Quickstart "$@"; }
to_stage=${stage[1]} from_stage=${stage[0]} stage_pid=$stage_PID
confirming=
trap 'kill $confirming 2>/dev/null || true; exec {to_stage}>&-; wait "$stage_pid" 2>/dev/null || true; rm -rf "$work"' EXIT
read -r source target <&"$from_stage" || { wait "$stage_pid" || exit $?; }

# The migration, confirmed as soon as it asks for it: what a person would do after a look at `status`. A cutover that was undone, on a
# machine too busy for it, asks anew.
{ while :; do
    "$redis_migration" cutover -f "$manifest" --state "$work/state" --yes >"$work/cutover" 2>&1 && sleep 9
    sleep 1
  done; } &
confirming=$!
migrated=0
report=$root/operator/e2e/target/quickstart-report.html
"$redis_migration" run -f "$manifest" --state "$work/state" --report "$report" \
  --resolve "redis-old:6379=$source" --resolve "redis-new:6379=$target" || migrated=$?
[ "$migrated" = 0 ] || { echo "The report, as a page: $report" && exit "$migrated"; }

echo
echo "Without the migration's help:"
"$redis_migration" status -f "$manifest" --state "$work/state" -o json >"$work/status.json"
echo "$work/status.json" >&"$to_stage"
verdict=0
wait "$stage_pid" || verdict=$?
echo
echo "The whole report, as a page: $report"
exit "$verdict"
