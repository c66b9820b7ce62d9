# One authority per cluster, and for every daemon a certificate that names it. Elliptic keys: all of them in half a second.

make_certificates() {
  [ ! -f "$certificates/done" ] || return 0
  rm -rf "$certificates"
  mkdir -p "$certificates"
  new_key ca
  openssl req -x509 -new -key "$certificates/ca.key" -subj /CN=testkit -days 365 -out "$certificates/ca.crt"
  sign apiserver /CN=kube-apiserver "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,\
DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:$api_service_address,IP:$node_address"
  sign kubelet "/O=system:nodes/CN=system:node:$node" "DNS:$node,IP:$node_address"
  sign admin /O=system:masters/CN=admin
  sign controller-manager /CN=system:kube-controller-manager
  sign scheduler /CN=system:kube-scheduler
  sign proxy /CN=system:kube-proxy
  sign coredns /CN=coredns
  sign front-proxy /CN=front-proxy
  new_key service-accounts
  openssl ec -in "$certificates/service-accounts.key" -pubout -out "$certificates/service-accounts.pub" 2>/dev/null
  local user
  for user in admin controller-manager scheduler kubelet proxy coredns; do
    write_kubeconfig "$user"
  done
  touch "$certificates/done"
}

new_key() {
  openssl ecparam -genkey -name prime256v1 -noout -out "$certificates/$1.key"
}

# sign NAME SUBJECT [ALTERNATIVE_NAMES]
sign() {
  local file=$certificates/$1
  new_key "$1"
  openssl req -new -key "$file.key" -subj "$2" -out "$file.csr"
  printf '%s\nextendedKeyUsage=clientAuth,serverAuth\n' "${3:+subjectAltName=$3}" >"$file.ext"
  openssl x509 -req -in "$file.csr" -CA "$certificates/ca.crt" -CAkey "$certificates/ca.key" -CAcreateserial \
    -days 365 -extfile "$file.ext" -out "$file.crt" 2>/dev/null
}

write_kubeconfig() {
  local encoded=(base64 -w0)
  (
    umask 077
    cat >"$bed/$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
current-context: testkit
contexts: [{name: testkit, context: {cluster: testkit, user: $1}}]
clusters:
- name: testkit
  cluster:
    server: https://$node_address:6443
    certificate-authority-data: $("${encoded[@]}" "$certificates/ca.crt")
users:
- name: $1
  user:
    client-certificate-data: $("${encoded[@]}" "$certificates/$1.crt")
    client-key-data: $("${encoded[@]}" "$certificates/$1.key")
YAML
  )
}
