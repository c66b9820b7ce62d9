# Programs and images, made once per machine and set of module versions.

cache=${REDIS_MIGRATION_KUBERNETES:-${XDG_CACHE_HOME:-$HOME/.cache}/redis-migration/kubernetes}
modules=$here/modules
kubernetes_version=v1.34.4
helm_version=v3.19.5
# What the node needs, PROGRAM:PACKAGE. Only what is missing is installed: Docker's own containerd serves as well, and
# Debian's would drive it out.
programs='containerd:containerd ctr:containerd runc:runc /usr/lib/cni/bridge:containernetworking-plugins
  iptables:iptables nft:nftables ip:iproute2 nsenter:util-linux openssl:openssl'

built=$cache/$kubernetes_version-$(cd "$modules" && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)
bin=$built/bin
images=$built/images

# build api|tools|programs|all: prints the directory of the programs.
build() {
  mkdir -p "$bin" "$images"
  require_go
  build_kubernetes
  case $1 in
    api) build_etcd ;;
    tools) build_helm ;;
    programs) build_programs ;;
    all)
      build_programs
      once packages install_packages
      once images build_images
      ;;
    *) die "build api, tools, programs, all or ahead, not $1" ;;
  esac
  echo "$bin"
}

# All programs, with what others leave of the processors; ends with all it started when it is told to.
build_ahead() {
  mkdir -p "$cache"
  exec >"$cache/ahead.log" 2>&1
  set -m
  renice -n 19 $BASHPID >/dev/null
  build programs &
  trap "kill -- -$!" TERM INT
  wait $!
}

# once NAME COMMAND...: one builder at a time. Another waits, and makes one that was to stay behind others hurry.
once() {
  local lock=$built/.$1.lock
  (
    exec 7>>"$lock"
    if ! flock -n 7; then
      say "waits for another build of $1"
      renice -n 0 -g "$(cat "$lock")" >/dev/null 2>&1 || say "it stays behind others: only root can make it hurry"
      flock 7
    fi
    process_group >"$lock"
    "${@:2}"
  )
}

process_group() {
  cut -d' ' -f5 /proc/$BASHPID/stat
}

build_programs() {
  build_etcd
  build_coredns
  build_helm
}

build_images() {
  image_pause
  image_busybox
}

require_go() {
  [ "$(uname -sm)" = 'Linux x86_64' ] || die "runs on Linux on x86-64 only, this is $(uname -sm)"
  [ -x "$bin/kubernetes" ] && [ -x "$bin/etcd" ] && [ -x "$bin/coredns" ] && [ -x "$bin/helm" ] && return
  command -v go >/dev/null || die 'Go 1.24 or newer is needed to build Kubernetes; there is no go on the PATH'
  local version
  version=$(go env GOVERSION)
  case $version in
    go1.2[4-9]* | go1.[3-9][0-9]* | go[2-9]*) ;;
    *) die "Go 1.24 or newer is needed to build Kubernetes; $(command -v go) is $version" ;;
  esac
}

# compile NAME FOLDER PACKAGE LINKER_FLAGS
compile() {
  [ -x "$bin/$1" ] || once "$1" compile_now "$@"
}

# Appears whole or not at all.
compile_now() {
  local start=$SECONDS
  [ ! -x "$bin/$1" ] || return 0
  say "builds $1 (once per machine; all four together take about five minutes on two idle cores)"
  (
    cd "$modules/$2"
    # A compiler that collects less garbage is a tenth faster and still fits into 4 GiB. One that inlines nothing would be a
    # fifth faster, and a control plane of it too slow for fifty migrations.
    CGO_ENABLED=0 GOFLAGS='-buildvcs=false -mod=readonly' GOGC=400 nice \
      go build -trimpath -gcflags=all=-dwarf=false -ldflags "-s -w ${4:-}" -o "$bin/.$1.new" "$3"
  ) >&2 || die "$1 does not build"
  mv "$bin/.$1.new" "$bin/$1"
  say "built $1 in $((SECONDS - start)) s"
}

build_kubernetes() {
  local version=k8s.io/component-base/version
  compile kubernetes . ./kubernetes "-X $version.gitVersion=$kubernetes_version -X $version.gitMajor=1 \
    -X $version.gitMinor=34 -X $version.gitTreeState=clean -X $version.gitCommit=unknown"
  local name
  for name in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl; do
    [ -L "$bin/$name" ] || ln -s kubernetes "$bin/$name"
  done
}

build_etcd() {
  compile etcd etcd go.etcd.io/etcd/server/v3
}

build_coredns() {
  compile coredns . ./coredns
}

build_helm() {
  compile helm . helm.sh/helm/v3/cmd/helm "-X helm.sh/helm/v3/internal/version.version=$helm_version"
}

update_package_lists() {
  apt-get -qq -o DPkg::Lock::Timeout=300 update
}

install_packages() {
  local missing='' pair
  for pair in $programs; do
    command -v "${pair%:*}" >/dev/null || missing="$missing ${pair#*:}"
  done
  [ -n "$missing" ] || return 0
  require_root
  say "installs Debian packages:$missing"
  {
    update_package_lists
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing
  } >"$cache/apt.log" 2>&1 || die "cannot install$missing: $(tail -n 3 "$cache/apt.log")"
}

# The process that holds a pod's namespaces.
image_pause() {
  [ ! -f "$images/pause.tar" ] || return 0
  local root
  root=$(mktemp -d)
  (cd "$modules" && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$root/pause" ./pause) >&2
  write_image docker.io/testkit/pause:1 /pause "$root" "$images/pause.tar"
}

download_busybox() { # DIRECTORY
  (cd "$1" && apt-get -qq -o APT::Sandbox::User=root download busybox-static && dpkg -x ./*.deb .)
}

# A shell and its tools for probes in tests. The package is unpacked aside: it would drive out one with shared libraries.
image_busybox() {
  [ ! -f "$images/busybox.tar" ] || return 0
  local root package tool
  root=$(mktemp -d)
  package=$(mktemp -d)
  { download_busybox "$package" || { update_package_lists && download_busybox "$package"; }; } \
    >"$cache/apt.log" 2>&1 || die "cannot download busybox-static: $(tail -n 3 "$cache/apt.log")"
  mkdir -p "$root"/{bin,etc,tmp,usr}
  chmod 1777 "$root/tmp"
  find "$package" -name busybox -type f -perm -100 -exec cp {} "$root/bin/" \;
  rm -rf "$package"
  for tool in $("$root/bin/busybox" --list); do
    [ "$tool" = busybox ] || ln -s busybox "$root/bin/$tool"
  done
  printf 'root:x:0:0::/tmp:/bin/sh\nnonroot:x:65532:65532::/tmp:/bin/sh\n' >"$root/etc/passwd"
  write_image docker.io/testkit/busybox:1 /bin/sh "$root" "$images/busybox.tar"
}

# write_image NAME ENTRYPOINT ROOT OUT: a docker-archive of one layer, owned by root; removes ROOT.
write_image() {
  local work digest
  work=$(mktemp -d)
  chmod 755 "$3"
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$3" -cf "$work/layer.tar" .
  digest=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"amd64","os":"linux","created":"1970-01-01T00:00:00Z","config":{"Entrypoint":["%s"],"Env":["PATH=/bin"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$2" "$digest" >"$work/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$1" >"$work/manifest.json"
  tar -C "$work" -cf "$4.new" manifest.json config.json layer.tar
  mv "$4.new" "$4"
  rm -rf "$work" "$3"
}
