# What runs, how it is started, and how one knows that it answers.

# In the order they go down.
daemons='kubelet kube-proxy coredns kube-scheduler kube-controller-manager volume-permissions containerd kube-apiserver etcd'

# Sets `command` to the daemon's command line.
command_of() {
  case $1 in
    etcd)
      # Tests lose nothing with the machine: no fsync.
      command=("$bin/etcd" --data-dir "$bed/etcd" --unsafe-no-fsync
        --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379
        --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380
        --initial-cluster default=http://127.0.0.1:2380)
      ;;
    kube-apiserver)
      command=("$bin/kube-apiserver" --etcd-servers=http://127.0.0.1:2379
        --secure-port=6443 --bind-address=0.0.0.0 --advertise-address="$node_address"
        --tls-cert-file="$certificates/apiserver.crt" --tls-private-key-file="$certificates/apiserver.key"
        --client-ca-file="$certificates/ca.crt" --authorization-mode=Node,RBAC --allow-privileged=true
        --enable-admission-plugins=NodeRestriction
        --service-cluster-ip-range="$service_network"
        --service-account-key-file="$certificates/service-accounts.pub"
        --service-account-signing-key-file="$certificates/service-accounts.key"
        --service-account-issuer=https://kubernetes.default.svc.cluster.local
        --kubelet-client-certificate="$certificates/admin.crt" --kubelet-client-key="$certificates/admin.key"
        --kubelet-preferred-address-types=InternalIP
        --requestheader-client-ca-file="$certificates/ca.crt" --requestheader-allowed-names=front-proxy
        --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group
        --requestheader-extra-headers-prefix=X-Remote-Extra-
        --proxy-client-cert-file="$certificates/front-proxy.crt" --proxy-client-key-file="$certificates/front-proxy.key")
      ;;
    containerd) command=(containerd -c "$bed/containerd.toml") ;;
    kube-controller-manager)
      # Its default limits on requests alone would delay the start by seconds.
      command=("$bin/kube-controller-manager" $(as_user controller-manager) --bind-address=127.0.0.1 --leader-elect=false
        --use-service-account-credentials=true --kube-api-qps=300 --kube-api-burst=600
        --service-account-private-key-file="$certificates/service-accounts.key"
        --root-ca-file="$certificates/ca.crt"
        --cluster-signing-cert-file="$certificates/ca.crt" --cluster-signing-key-file="$certificates/ca.key"
        --node-monitor-grace-period=20s --enable-hostpath-provisioner=true)
      ;;
    kube-scheduler)
      command=("$bin/kube-scheduler" $(as_user scheduler) --bind-address=127.0.0.1 --leader-elect=false)
      ;;
    kubelet)
      command=("$bin/kubelet" --config="$bed/kubelet.yaml" --kubeconfig="$bed/kubelet.kubeconfig"
        --root-dir="$bed/kubelet" --cert-dir="$bed/kubelet/pki" --hostname-override="$node" --node-ip="$node_address")
      ;;
    kube-proxy) command=("$bin/kube-proxy" --config="$bed/proxy.yaml") ;;
    coredns) command=("$bin/coredns" -conf "$bed/Corefile") ;;
    volume-permissions)
      # The built-in provisioner's directories are root's alone, and fsGroup does not touch host paths.
      command=(bash -c 'mkdir -p "$0"; while sleep 0.3; do chmod -f 0777 "$0"/*; done' "$volumes")
      ;;
    *) die "no daemon $1; there are: $daemons" ;;
  esac
}

as_user() {
  local config=$bed/$1.kubeconfig
  echo "--kubeconfig=$config --authentication-kubeconfig=$config --authorization-kubeconfig=$config"
}

answers() {
  case $1 in
    etcd) in_network bash -c 'exec 3<>/dev/tcp/127.0.0.1/2379' ;;
    kube-apiserver) admin get --raw /readyz ;;
    containerd) ctr -a "$containerd_socket" version ;;
    kubelet) node_ready ;;
    *) is_alive "$1" ;;
  esac
}

wait_for_daemon() {
  local end=$((SECONDS + 60))
  until answers "$1" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "$1 does not answer; the end of its log: $(tail -n 20 "$bed/log/$1.log")"
    sleep 0.05
  done
}

admin() {
  "$bin/kubectl" --kubeconfig "$bed/admin.kubeconfig" "$@"
}

# Said by this kubelet, not a Ready that etcd kept of an earlier one.
node_ready() {
  local status since
  read -r status since < <(admin get node "$node" -o \
    'jsonpath={range .status.conditions[?(@.type=="Ready")]}{.status} {.lastHeartbeatTime}{"\n"}{end}')
  [ "$status" = True ] && [ "$(date -d "$since" +%s)" -ge "$(stat -c %Y "$bed/run/kubelet.pid")" ]
}

# A process id counts only inside the cluster's network namespace, and a zombie not at all.
is_alive() {
  local pid
  pid=$(cat "$bed/run/$1.pid" 2>/dev/null) && [ -e "/run/netns/$netns" ] \
    && [ "$(stat -L -c %i "/proc/$pid/ns/net" 2>/dev/null)" = "$(stat -L -c %i "/run/netns/$netns")" ] \
    && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null
}

# Returns at once. The locks (7, 8, 9) stay with us, and signals that we ignore are not ignored there.
start_daemon() {
  local command
  ! is_alive "$1" || return 0
  command_of "$1"
  nsenter --net="/run/netns/$netns" -- setsid env --default-signal "${command[@]}" \
    >>"$bed/log/$1.log" 2>&1 </dev/null 7>&- 8>&- 9>&- &
  echo $! >"$bed/run/$1.pid"
}

# end_daemon NAME SIGNAL: returns when it is gone; after ten seconds it is killed.
end_daemon() {
  is_alive "$1" || return 0
  local pid tries=0
  pid=$(cat "$bed/run/$1.pid")
  kill "-$2" "$pid" 2>/dev/null || true
  while is_alive "$1"; do
    sleep 0.05
    tries=$((tries + 1))
    [ $tries -lt 200 ] || kill -KILL "$pid" 2>/dev/null || true
  done
  rm -f "$bed/run/$1.pid"
}

control_daemon() {
  case $2 in
    kill) end_daemon "$1" KILL ;;
    stop) end_daemon "$1" TERM ;;
    start)
      start_daemon "$1"
      wait_for_daemon "$1"
      ;;
    *) die "kill, stop or start a daemon, not $2" ;;
  esac
}

import_images() { # TAR...
  local tar
  for tar in "$@"; do
    ctr -a "$containerd_socket" -n k8s.io images import "$tar" >/dev/null || die "cannot import $tar"
  done
}
