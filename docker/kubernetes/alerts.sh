#!/bin/sh
# Prints the alerts of docker/monitoring/alerts.yml as a rule of the Prometheus operator: docker/kubernetes/alerts.sh | kubectl apply -f -
set -eu
cat <<'HEAD'
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: platform
  namespace: xieshou
  labels:
    app.kubernetes.io/part-of: xieshou
spec:
HEAD
sed 's/^\(.\)/  \1/' "$(dirname "$0")/../monitoring/alerts.yml"
