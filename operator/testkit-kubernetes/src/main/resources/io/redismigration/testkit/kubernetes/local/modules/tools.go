//go:build tools

// Package tools names what is built as it is, so that go.mod knows it. One module for all that share Kubernetes' own
// libraries: they are compiled once.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
