{{- define "interceptor.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "interceptor.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "interceptor.labels" -}}
{{ include "interceptor.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "interceptor.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* What every pod has: who it runs as, settings, mounted files. Takes a dict of root, component and command. */}}
{{- define "interceptor.pod" -}}
serviceAccountName: {{ include "interceptor.fullname" .root }}
automountServiceAccountToken: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: work
    emptyDir: {}
  {{- if .root.Values.policies }}
  - name: policies
    configMap: {name: {{ include "interceptor.fullname" .root }}-policies}
  {{- end }}
  {{- range $index, $file := .root.Values.files }}
  - name: file-{{ $index }}
    secret: {secretName: {{ $file.secret }}, defaultMode: 0440}
  {{- end }}
  {{- if and (eq .component "serve") .root.Values.serve.tlsSecret }}
  - name: tls
    secret: {secretName: {{ .root.Values.serve.tlsSecret }}, defaultMode: 0440}
  {{- end }}
{{- end -}}

{{- define "interceptor.container" -}}
name: {{ .component }}
image: {{ include "interceptor.image" .root }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: {{ .arguments | toJson }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
envFrom:
  - configMapRef: {name: {{ include "interceptor.fullname" .root }}}
  {{- if .root.Values.existingSecret }}
  - secretRef: {name: {{ .root.Values.existingSecret }}}
  {{- else if .root.Values.secrets }}
  - secretRef: {name: {{ include "interceptor.fullname" .root }}}
  {{- end }}
{{- with .environment }}
env:
  {{- range $name, $value := . }}
  - {name: {{ $name }}, value: {{ $value | quote }}}
  {{- end }}
{{- end }}
volumeMounts:
  - {name: work, mountPath: /var/lib/interceptor}
  {{- if .root.Values.policies }}
  - {name: policies, mountPath: /etc/interceptor/policies, readOnly: true}
  {{- end }}
  {{- range $index, $file := .root.Values.files }}
  - {name: file-{{ $index }}, mountPath: {{ $file.path }}, readOnly: true}
  {{- end }}
  {{- if and (eq .component "serve") .root.Values.serve.tlsSecret }}
  - {name: tls, mountPath: /etc/interceptor/tls, readOnly: true}
  {{- end }}
{{- end -}}

{{/* Alive: it turns. Ready: it does its work. A sick database makes it not ready and is no reason to kill it. */}}
{{- define "interceptor.probes" -}}
startupProbe:
  httpGet: {path: /healthz, port: metrics}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /healthz, port: metrics}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /readyz, port: metrics}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}
