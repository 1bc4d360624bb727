{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "sluice.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "sluice.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Of what is not in a namespace: two releases must not share it. */}}
{{- define "sluice.clusterName" -}}
{{- printf "%s-%s" (include "sluice.fullname" .) .Release.Namespace -}}
{{- end -}}

{{- define "sluice.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "sluice.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "sluice.engineAccount" -}}
{{- if .Values.engine.serviceAccount.create -}}
{{- default (printf "%s-engine" (include "sluice.fullname" .)) .Values.engine.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.engine.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "sluice.engineLease" -}}
{{- printf "%s-engine" (include "sluice.fullname" .) -}}
{{- end -}}

{{- define "sluice.engineSelector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: engine
{{- end -}}

{{- define "sluice.engineContainer" -}}
{{- /* A pod is ready when all of its containers are: beside the webhook, an engine that waits for the API server must not keep callers away. */}}
{{- $ready := ternary "/livez" "/readyz" (eq .Values.engine.mode "sidecar") }}
- name: engine
  image: {{ include "sluice.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  args: [engine, --config, /etc/sluice/settings/sluice.yaml]
  env:
    - name: SLUICE_KUBERNETES_IDENTITY
      valueFrom: {fieldRef: {fieldPath: metadata.name}}
    {{- with .Values.engine.env }}{{ toYaml . | nindent 4 }}{{ end }}
  ports:
    - {name: engine, containerPort: 8085, protocol: TCP}
  startupProbe:
    httpGet: {path: {{ $ready }}, port: engine}
    periodSeconds: 1
    failureThreshold: 120
    timeoutSeconds: 2
  readinessProbe:
    httpGet: {path: {{ $ready }}, port: engine}
    periodSeconds: 10
    failureThreshold: 3
    timeoutSeconds: 3
  livenessProbe:
    httpGet: {path: /livez, port: engine}
    periodSeconds: 10
    failureThreshold: 6
    timeoutSeconds: 5
  resources: {{- toYaml .Values.engine.resources | nindent 4 }}
  securityContext: {{- include "sluice.securityContext" . | nindent 4 }}
  volumeMounts:
    - {name: settings, mountPath: /etc/sluice/settings, readOnly: true}
    - {name: operator, mountPath: /etc/sluice/operator, readOnly: true}
    - {name: artifacts, mountPath: /tmp}
    - name: engine-account
      mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      readOnly: true
{{- end -}}

{{- define "sluice.selector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: webhook
{{- end -}}

{{- define "sluice.labels" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "sluice.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "sluice.secret" -}}
{{- if eq .Values.certificates.mode "files" -}}
{{- required "certificates.existingSecret must name the Secret of mode files" .Values.certificates.existingSecret -}}
{{- else -}}
{{- printf "%s-tls" (include "sluice.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- define "sluice.service" -}}
{{- printf "%s-webhook" (include "sluice.fullname" .) -}}
{{- end -}}

{{- define "sluice.lease" -}}
{{- printf "%s-certificates" (include "sluice.fullname" .) -}}
{{- end -}}

{{- define "sluice.certificate" -}}
{{- printf "%s/%s-webhook" .Release.Namespace (include "sluice.fullname" .) -}}
{{- end -}}

{{/* Whether one replica does something in the cluster: issues certificates, or keeps the conversion. */}}
{{- define "sluice.leads" -}}
{{- if or (eq .Values.certificates.mode "self") (and (eq .Values.certificates.mode "cert-manager") .Values.webhooks.conversion) -}}true{{- end -}}
{{- end -}}

{{/* Over hosts, and over zones; softly. Takes root and selector. */}}
{{- define "sluice.spread" -}}
affinity:
  {{- if .root.Values.affinity }}
  {{- toYaml .root.Values.affinity | nindent 2 }}
  {{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels: {{- .selector | nindent 14 }}
  {{- end }}
topologySpreadConstraints:
  {{- if .root.Values.topologySpreadConstraints }}
  {{- toYaml .root.Values.topologySpreadConstraints | nindent 2 }}
  {{- else }}
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- $.selector | nindent 8 }}
  {{- end }}
  {{- end }}
{{- end -}}

{{- define "sluice.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "sluice.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The service account, mounted by hand, so that a pod gets no token that it does not need. */}}
{{- define "sluice.tokenVolume" -}}
- name: service-account
  projected:
    defaultMode: 0440
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: 3607
      - configMap:
          name: kube-root-ca.crt
          items:
            - {key: ca.crt, path: ca.crt}
      - downwardAPI:
          items:
            - path: namespace
              fieldRef:
                fieldPath: metadata.namespace
{{- end -}}

{{- define "sluice.tokenMount" -}}
- name: service-account
  mountPath: /var/run/secrets/kubernetes.io/serviceaccount
  readOnly: true
{{- end -}}

{{/* What the chart sets; the settings of the values win. */}}
{{- define "sluice.settings" -}}
{{- $tls := dict "mode" .Values.certificates.mode "extraNames" .Values.certificates.extraNames -}}
{{- $registrations := dict "service" (include "sluice.service" .) "conversion" (and .Values.webhooks.conversion (ne .Values.certificates.mode "files")) -}}
{{- if eq .Values.certificates.mode "self" -}}
{{- $_ := set $tls "self" (dict "store" (include "sluice.secret" .) "lease" (include "sluice.lease" .) "caDays" .Values.certificates.caDays "leafDays" .Values.certificates.leafDays) -}}
{{- if .Values.webhooks.validating.enabled }}{{ $_ := set $registrations "validating" (include "sluice.clusterName" .) }}{{ end -}}
{{- if .Values.webhooks.mutating.enabled }}{{ $_ := set $registrations "mutating" (include "sluice.clusterName" .) }}{{ end -}}
{{- else -}}
{{- $_ := set $tls "directory" "/etc/sluice/certs" -}}
{{- $service := include "sluice.service" . -}}
{{- $_ := set $tls "serviceNames" (list (printf "%s.%s.svc" $service .Release.Namespace)) -}}
{{- if eq .Values.certificates.mode "cert-manager" -}}
{{- $_ := set $registrations "certificate" (include "sluice.certificate" .) -}}
{{- $_ := set $tls "self" (dict "lease" (include "sluice.lease" .)) -}}
{{- end -}}
{{- end -}}
{{- $settings := dict
  "tls" $tls
  "registrations" $registrations
  "kubernetes" (dict "namespace" .Release.Namespace)
  "facts" (dict "cluster" (dict "enabled" true))
  "rules" (dict "mode" .Values.mode)
  "namespaces" .Values.watchNamespaces
  "shutdownDelay" .Values.shutdownDelay
  "operatorConfiguration" (dict "directory" "/etc/sluice/operator")
  "engine" (dict "leaderElection" (dict "lease" (include "sluice.engineLease" .)))
  "log" (dict "format" "json") -}}
{{- toYaml (mergeOverwrite $settings (deepCopy .Values.settings)) -}}
{{- end -}}

{{/* Settings that a running server takes over by itself restart nothing. */}}
{{- define "sluice.startSettings" -}}
{{- $settings := include "sluice.settings" . | fromYaml -}}
{{- $_ := unset $settings "rules" -}}
{{- $_ := unset $settings "defaults" -}}
{{- $_ := unset (index $settings "log") "level" -}}
{{- toJson $settings -}}
{{- end -}}

{{- define "sluice.namespaceSelector" -}}
{{- $include := .Values.webhooks.includeNamespaces | default .Values.watchNamespaces -}}
{{- $exclude := concat (list "kube-system") .Values.webhooks.excludeNamespaces -}}
{{- if .Values.webhooks.excludeReleaseNamespace }}{{ $exclude = append $exclude .Release.Namespace }}{{ end -}}
{{- $expressions := list (dict "key" "kubernetes.io/metadata.name" "operator" "NotIn" "values" (uniq $exclude)) -}}
{{- if $include -}}
{{- $expressions = append $expressions (dict "key" "kubernetes.io/metadata.name" "operator" "In" "values" $include) -}}
{{- end -}}
{{- $own := deepCopy .Values.webhooks.namespaceSelector -}}
{{- $_ := set $own "matchExpressions" (concat $expressions (default list (get $own "matchExpressions"))) -}}
{{- toYaml $own -}}
{{- end -}}

{{- define "sluice.webhook" }}
    clientConfig:
      service:
        name: {{ include "sluice.service" .root }}
        namespace: {{ .root.Release.Namespace }}
        path: /{{ .side }}/{{ .plural }}
        port: 443
      {{- if and (eq .root.Values.certificates.mode "files") .root.Values.certificates.caBundle }}
      caBundle: {{ b64enc .root.Values.certificates.caBundle }}
      {{- end }}
    failurePolicy: {{ .policy.failurePolicy }}
    timeoutSeconds: {{ .policy.timeoutSeconds }}
    matchPolicy: Equivalent
    sideEffects: None
    admissionReviewVersions: [v1]
    namespaceSelector: {{- include "sluice.namespaceSelector" .root | nindent 6 }}
    objectSelector: {{- toYaml .root.Values.webhooks.objectSelector | nindent 6 }}
{{- end }}

{{- define "sluice.conditions" }}
    matchConditions:
      {{- if .skip }}
      # Most updates are of status or of bookkeeping that no rule reads.
      - name: something-to-judge-has-changed
        expression: >-
          request.operation != 'UPDATE' || !has(oldObject.spec) || !has(object.spec) || object.spec != oldObject.spec
          || object.metadata.?annotations != oldObject.metadata.?annotations
          || object.metadata.?labels != oldObject.metadata.?labels
      {{- end }}
      {{- with .root.Values.webhooks.matchConditions }}{{ toYaml . | nindent 6 }}{{ end }}
{{- end }}

{{- define "sluice.webhookAnnotations" }}
  {{- if eq .Values.certificates.mode "cert-manager" }}
  annotations:
    cert-manager.io/inject-ca-from: {{ include "sluice.certificate" . }}
  {{- end }}
{{- end }}

{{/* JobManagers, and where jars of session jobs are fetched from. */}}
{{- define "sluice.flinkEgress" -}}
- to:
    - podSelector: {matchLabels: {component: jobmanager}}
      namespaceSelector: {}
{{- with .Values.networkPolicy.artifactPorts }}
- ports:
    {{- range . }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
{{- end }}
{{- end -}}

{{- define "sluice.hook" }}
  annotations:
    helm.sh/hook: {{ .hook }}
    helm.sh/hook-weight: {{ .weight | quote }}
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
