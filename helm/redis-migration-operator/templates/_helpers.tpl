{{- define "operator.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* Cluster-wide objects of releases in several namespaces must not share a name. */}}
{{- define "operator.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "operator.name" .) -}}
{{- end }}

{{- define "operator.selector" -}}
app.kubernetes.io/name: redis-migration-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "operator.labels" -}}
{{ include "operator.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "operator.image" -}}
{{- if not .Values.image.repository -}}
{{- fail (printf (join "\n" (list
  "image.repository is required, because no image is published yet. `mvn package` writes it as an archive; then either load it on the nodes:"
  "  ctr -n k8s.io images import operator/image/target/redis-migration-operator-%[1]s.tar"
  "and set image.repository=redis-migration-operator, or push it to a registry of yours:"
  "  skopeo copy docker-archive:operator/image/target/redis-migration-operator-%[1]s.tar docker://REGISTRY/redis-migration-operator:%[1]s"
  "and set image.repository=REGISTRY/redis-migration-operator.")) .Chart.AppVersion) -}}
{{- end -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end }}

{{- define "operator.subject" -}}
- kind: ServiceAccount
  name: {{ include "operator.name" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{/*
What the operator does in a namespace whose migrations it carries out. No Secrets: workers get them from the kubelet, as files.
No escalate and no bind: it holds every right that it grants to a worker.
*/}}
{{- define "operator.migrationRules" -}}
# What people write; changed only to add and remove the finalizer.
- apiGroups: [redismigration.io]
  resources: [redismigrations]
  verbs: [get, list, watch, update, patch]
# The phase, the conditions and what the planner remembers.
- apiGroups: [redismigration.io]
  resources: [redismigrations/status]
  verbs: [get, update, patch]
# Tasks are owned by their migration; some clusters ask for this right before they let a reference block deletion.
- apiGroups: [redismigration.io]
  resources: [redismigrations/finalizers]
  verbs: [update]
# One per unit of work: its orders, and its reports watched.
- apiGroups: [redismigration.io]
  resources: [redismigrationtasks]
  verbs: [get, list, watch, create, update, patch, delete]
# Only held to be granted on: a worker reports into its own Task's status.
- apiGroups: [redismigration.io]
  resources: [redismigrationtasks/status]
  verbs: [get, update, patch]
# A Task owns its pod, Role, RoleBinding and ServiceAccount.
- apiGroups: [redismigration.io]
  resources: [redismigrationtasks/finalizers]
  verbs: [update]
# Worker pods: started, followed, removed; never changed. Others are only listed, to name those that use a source.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, delete]
# One per Task, so that a worker can reach its own Task and no other.
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, create, patch, delete]
# The right of that ServiceAccount: this one Task and its status.
- apiGroups: [rbac.authorization.k8s.io]
  resources: [roles, rolebindings]
  verbs: [get, create, patch, delete]
# Only read: whether what spec.source.instanceRef and spec.target.instanceRef name is running.
- apiGroups: [apps]
  resources: [statefulsets, deployments]
  verbs: [get]
# Only read: whether an endpoint's address leads to what instanceRef names, through a Service or without one; and whether the
# Service that spec.cutover.switchover names can be repointed.
- apiGroups: [""]
  resources: [services]
  verbs: [get, list]
# Only read, for the same: where a Service leads to; and whether the one that spec.cutover.switchover names is there.
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list]
# Only asked: whether the ServiceAccount of spec.cutover.switchover may patch what it names. The operator itself may not.
- apiGroups: [authorization.k8s.io]
  resources: [localsubjectaccessreviews]
  verbs: [create]
# The report that outlives a migration; read by its name, before the same data is migrated again.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, create, update]
# What happened, on the migration.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end }}
