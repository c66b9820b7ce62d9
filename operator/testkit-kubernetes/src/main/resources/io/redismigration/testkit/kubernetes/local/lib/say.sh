# Words for people on standard error; waiting with a limit.

# Whoever listens may be gone.
say() {
  printf 'cluster: %s\n' "$*" >&2 || true
}

die() {
  say "$*"
  exit 1
}

# wait_for WHAT SECONDS COMMAND...: until the command succeeds.
wait_for() {
  local what=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "waited in vain: $what"
    sleep 0.05
  done
}
