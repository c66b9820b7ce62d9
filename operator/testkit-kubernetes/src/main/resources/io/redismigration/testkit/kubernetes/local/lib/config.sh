# Configuration files of the daemons, and the objects every cluster has.

write_configs() {
  mkdir -p "$bed"/{cni,containerd,etcd,kubelet,pod-logs,log,run}
  write_containerd_config
  write_network_config
  write_kubelet_config
  write_proxy_config
  write_dns_config
}

# restrict_oom_score_adj: without CAP_SYS_RESOURCE a negative value fails every pod. Network namespaces of pods lie below
# the cluster's own directory, where `take_down` finds them whatever happened.
write_containerd_config() {
  local snapshotter=overlayfs
  [ "$(stat -f -c %T "$bed")" != overlayfs ] || snapshotter=native
  cat >"$bed/containerd.toml" <<TOML
version = 2
root = "$bed/containerd/root"
state = "$bed/containerd/state"
[grpc]
  address = "$containerd_socket"
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  sandbox_image = "docker.io/testkit/pause:1"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "$snapshotter"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$bed/cni"
TOML
}

write_network_config() {
  cat >"$bed/cni/10-bridge.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "$netns", "plugins": [
  {"type": "bridge", "bridge": "pods", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$bed/cni/addresses", "ranges": [[{"subnet": "$pod_network"}]],
            "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
}

# A cgroup of its own, so that clusters and the host's own Kubernetes stay apart.
write_kubelet_config() {
  echo "nameserver $node_address" >"$bed/resolv.conf"
  cat >"$bed/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 0.0.0.0
healthzBindAddress: 127.0.0.1
cgroupDriver: cgroupfs
cgroupRoot: /$netns
enforceNodeAllocatable: []
failSwapOn: false
oomScoreAdj: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $certificates/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $certificates/kubelet.crt
tlsPrivateKeyFile: $certificates/kubelet.key
containerRuntimeEndpoint: unix://$containerd_socket
podLogsDir: $bed/pod-logs
resolvConf: $bed/resolv.conf
clusterDNS: [$node_address]
clusterDomain: cluster.local
syncFrequency: 10s
nodeStatusUpdateFrequency: 5s
evictionHard: {memory.available: 100Mi, nodefs.available: 1Mi, imagefs.available: 1Mi}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
YAML
}

# Connection tracking limits cannot be set inside a namespace: 0 leaves them alone.
write_proxy_config() {
  cat >"$bed/proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: $(proxy_mode)
clientConnection: {kubeconfig: $bed/proxy.kubeconfig}
hostnameOverride: $node
clusterCIDR: $pod_network
oomScoreAdj: 0
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
nftables: {syncPeriod: 30s, minSyncPeriod: 200ms}
iptables: {syncPeriod: 30s, minSyncPeriod: 200ms}
YAML
}

write_dns_config() {
  cat >"$bed/Corefile" <<DNS
.:53 {
  bind $node_address
  ready 127.0.0.1:8181
  errors
  cache 2
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $bed/coredns.kubeconfig
    pods verified
    ttl 2
  }
}
DNS
}

apply_base_objects() {
  admin apply -f - >/dev/null <<'YAML'
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: coredns}
rules:
- {apiGroups: [""], resources: [services, pods, namespaces, endpoints], verbs: [list, watch]}
- {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: coredns}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: coredns}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: coredns}]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: kubernetes.io/host-path
reclaimPolicy: Delete
volumeBindingMode: Immediate
YAML
}
