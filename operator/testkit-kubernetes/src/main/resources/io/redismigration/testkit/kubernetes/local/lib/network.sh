# A network namespace per cluster, one cable to the host. Addresses are of 198.18.0.0/15, which is set aside for test
# beds (RFC 2544) and used by no real network. Cluster n has 198.18.8n.0/24 for node and host, the next /24 for pods and
# the upper half of its eight for services. Pods reach the host; the host reaches pods and services.

name_network() { # NUMBER
  local third=$(($1 * 8))
  netns=rmk$1
  cable=rmk$1-host
  host_address=198.18.$third.1
  node_address=198.18.$third.2
  pod_network=198.18.$((third + 1)).0/24
  service_network=198.18.$((third + 4)).0/22
  api_service_address=198.18.$((third + 4)).1
}

# Not `ip netns exec`, which mounts /sys anew and so hides cgroup v1.
in_network() {
  nsenter --net="/run/netns/$netns" -- "$@"
}

network_up() {
  [ -e "/run/netns/$netns" ] || ip netns add "$netns"
  if ! ip link show "$cable" >/dev/null 2>&1; then
    ip link add "$cable" type veth peer name eth0 netns "$netns"
    ip addr add "$host_address/24" dev "$cable"
    ip link set "$cable" up
    in_network ip addr add "$node_address/24" dev eth0
    in_network ip link set eth0 up
    in_network ip link set lo up
    in_network ip route add default via "$host_address"
  fi
  ip route replace "$pod_network" via "$node_address"
  ip route replace "$service_network" via "$node_address"
  in_network sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
}

network_down() {
  ip link del "$cable" 2>/dev/null || true # takes its routes along
  ip netns del "$netns" 2>/dev/null || true
}

# Who runs in the namespace: by the kernel's word, so that a stale process id never hits a stranger.
processes_in_network() {
  [ ! -e "/run/netns/$netns" ] || ip netns pids "$netns"
}

# Kernels without what kube-proxy's newer mode asks for get the older one.
proxy_mode() {
  if in_network nft 'add table ip probe; delete table ip probe' 2>/dev/null; then echo nftables; else echo iptables; fi
}
