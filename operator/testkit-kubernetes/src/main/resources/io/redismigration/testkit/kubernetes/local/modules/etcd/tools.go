//go:build tools

// Package tools names what is built as it is, so that go.mod knows it. Apart from the other module, since etcd asks for
// libraries newer than Kubernetes compiles with.
package tools

import _ "go.etcd.io/etcd/server/v3"
