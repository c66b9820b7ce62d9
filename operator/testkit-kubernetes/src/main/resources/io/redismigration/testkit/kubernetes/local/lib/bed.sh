# Clusters by number: who has which, from nothing to ready, and back to nothing.
#
# A cluster's directory is NUMBER; NUMBER.lock is held shared by everyone who uses it, all.lock by whoever changes what
# there is. Locks end with the process that holds them. So a directory without a holder is a leftover, unless kept on
# purpose, and the next one who looks for a cluster removes it.

beds=/var/lib/redis-migration-testkit
most_beds=16
node=node1
volumes=/tmp/hostpath_pv # compiled into the controller manager

name_bed() { # NUMBER
  number=$1
  bed=$beds/$1
  certificates=$bed/certificates
  containerd_socket=$bed/containerd/containerd.sock
  name_network "$1"
}

enter_bed() { # DIRECTORY
  name_bed "$(basename "$1")"
  [ -f "$bed/built" ] || die "there is no cluster in $1"
  bin=$(cat "$bed/built")
}

enter_kept_bed() { # OWNER
  local n
  for n in $(bed_numbers); do
    name_bed "$n"
    if [ -f "$bed/kept" ] && [ "$(cat "$bed/owner")" = "$1" ]; then
      enter_bed "$bed"
      return
    fi
  done
  die 'no cluster is kept: run `cluster up` first'
}

bed_numbers() {
  find "$beds" -maxdepth 1 -type d -name '[0-9]*' -printf '%f\n' 2>/dev/null | sort -n
}

require_root() {
  [ "$(id -u)" = 0 ] || die 'root is needed for network namespaces and containers; for the API server alone it is not'
}

lock_all() {
  mkdir -p "$beds"
  exec 8>"$beds/all.lock"
  flock 8
}

unlock_all() {
  exec 8>&-
}

# Opens the cluster's lock as 9; fails if somebody else uses it. Keep all.lock meanwhile.
lock_alone() {
  exec 9>"$beds/$number.lock"
  flock --exclusive --nonblock 9
}

# take_bed OWNER: one of the owner's that is there already, else a new one; held (9) when it returns.
take_bed() {
  local n
  require_root
  build all >/dev/null
  lock_all
  for n in $(bed_numbers); do
    name_bed "$n"
    if lock_alone && [ ! -f "$bed/kept" ]; then
      say "removes what is left of cluster $n"
      take_down
    elif [ "$(cat "$bed/owner" 2>/dev/null)" = "$1" ]; then
      hold_and_bring_up "$1"
      return
    fi
  done
  for n in $(seq 0 $((most_beds - 1))); do
    name_bed "$n"
    if [ ! -d "$bed" ] && lock_alone; then
      hold_and_bring_up "$1"
      return
    fi
  done
  die "all $most_beds clusters are taken; see: cluster status"
}

hold_and_bring_up() { # OWNER
  flock --shared 9
  mkdir -p "$bed"
  echo "$1" >"$bed/owner"
  bring_up
  unlock_all
}

# Idempotent: starts what does not run.
bring_up() {
  local start=$SECONDS
  [ -f "$bed/built" ] || echo "$bin" >"$bed/built"
  network_up
  make_cgroups
  make_certificates
  write_configs
  start_daemon etcd
  start_daemon kube-apiserver
  start_daemon containerd
  wait_for_daemon containerd
  import_images "$images"/*.tar
  wait_for_daemon kube-apiserver
  local daemon
  for daemon in kube-controller-manager kube-scheduler kubelet kube-proxy volume-permissions; do
    start_daemon "$daemon"
  done
  apply_base_objects
  start_daemon coredns
  wait_for_daemon kubelet
  wait_for 'there is a default service account' 30 admin get serviceaccount default
  say "cluster $number is up after $((SECONDS - start)) s"
}

cgroup_roots() {
  find /sys/fs/cgroup -maxdepth 2 -type d -name "$netns"
}

# By default all pods together weigh as much as one process of the host, and starve beside the tests and their servers: four times
# that is what they would get on a node of their own that is as busy.
make_cgroups() {
  local controller file
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir -p "/sys/fs/cgroup/$netns"
    echo 400 >"/sys/fs/cgroup/$netns/cpu.weight" || say 'pods weigh no more than one process here'
    return
  fi
  for controller in /sys/fs/cgroup/*/; do
    [ ! -e "$controller/cgroup.procs" ] || mkdir -p "$controller/$netns"
  done
  for file in cpuset.cpus cpuset.mems; do # cgroup v1: a new one has none
    [ -n "$(cat "/sys/fs/cgroup/cpuset/$netns/$file" 2>/dev/null)" ] \
      || cat "/sys/fs/cgroup/cpuset/$file" >"/sys/fs/cgroup/cpuset/$netns/$file"
  done
  echo 4096 >"/sys/fs/cgroup/cpu/$netns/cpu.shares" || say 'pods weigh no more than one process here'
}

# Leaves nothing behind, whatever state the cluster is in. Asks the kernel, not the daemons: they may be dead.
take_down() {
  local daemon
  for daemon in $daemons; do
    [ "$daemon" != containerd ] || kill_pods
    end_daemon "$daemon" TERM
  done
  kill_pods
  processes_in_network | xargs -r kill -KILL 2>/dev/null || true # shims, and whoever is left
  wait_for 'the processes of the cluster end' 30 nobody_left
  remove_shim_sockets
  unmount_all
  network_down
  cgroup_roots | while read -r root; do find "$root" -depth -type d -exec rmdir {} +; done
  rm -rf --one-file-system "$bed"
  [ -n "$(bed_numbers)" ] || rm -rf "$volumes"
}

processes_of_pods() {
  cgroup_roots | while read -r root; do
    find "$root" -name cgroup.procs -exec cat {} +
  done | sort -u
}

signal_container() { # ID SIGNAL
  local processes
  processes=$(cgroup_roots | while read -r root; do
    find "$root" -path "*/$1/*" -name cgroup.procs -exec cat {} +
  done | sort -u)
  [ -n "$processes" ] || die "container $1 has no process"
  kill "-$2" $processes
}

kill_pods() {
  processes_of_pods | xargs -r kill -KILL 2>/dev/null || true
}

nobody_left() {
  [ -z "$(processes_in_network)$(processes_of_pods)" ]
}

# containerd keeps them outside of its directories.
remove_shim_sockets() {
  local address
  for address in "$bed"/containerd/state/io.containerd.runtime.v2.task/*/*/address; do
    [ ! -f "$address" ] || rm -f "$(sed 's,^unix://,,' "$address")"
  done
}

unmount_all() {
  awk -v below="$bed/" 'index($2, below) == 1 { print $2 }' /proc/mounts | tac | while read -r mount; do
    umount "$mount" 2>/dev/null || umount --lazy "$mount"
  done
}

# Whoever comes last takes the cluster down, unless it is kept.
leave_bed() {
  [ -e "/proc/self/fd/9" ] || return 0
  lock_all
  if lock_alone && [ ! -f "$bed/kept" ]; then
    take_down
    rm -f "$beds/$number.lock"
  fi
  exec 9>&-
  unlock_all
}

# Prints NAME=VALUE lines and `up`; then waits for the end of standard input.
hold_bed() { # OWNER
  trap '' INT HUP PIPE
  trap leave_bed EXIT
  trap exit TERM
  take_bed "$1"
  echo "bed=$bed"
  echo "bin=$bin"
  echo "kubeconfig=$bed/admin.kubeconfig"
  echo "host=$host_address"
  echo up
  exec >>"$beds/down.log" 2>&1 # who read us may be dead
  while read -r _; do :; done
}

keep_bed() { # OWNER
  take_bed "$1"
  touch "$bed/kept"
  say "export KUBECONFIG=$bed/admin.kubeconfig PATH=$bin:\$PATH"
}

drop_bed() { # OWNER
  enter_kept_bed "$1"
  lock_all
  lock_alone || die 'tests are using it'
  take_down
  rm -f "$beds/$number.lock"
  unlock_all
  say "cluster $number is gone"
}

# Memory as the kernel divides it among those who share it.
show_beds() {
  local n daemon pid memory total
  for n in $(bed_numbers); do
    name_bed "$n"
    echo "$bed of $(cat "$bed/owner" 2>/dev/null)$([ ! -f "$bed/kept" ] || echo ', kept')"
    total=0
    for daemon in $daemons; do
      is_alive "$daemon" || continue
      pid=$(cat "$bed/run/$daemon.pid")
      memory=$(awk '/^Pss:/ { print int($2 / 1024) }' "/proc/$pid/smaps_rollup")
      total=$((total + memory))
      printf '  %-24s process %-8s %4d MiB\n' "$daemon" "$pid" "$memory"
    done
    printf '  %-24s %21d MiB\n' together "$total"
  done
}
