#!/usr/bin/env bash
# Does for the bench what the entrypoint of Flink's own image does for the operators: it is in none of the packages.
set -e
conf="$FLINK_HOME/conf"

# Options as they are appended: a second one of a name would be refused by YAML.
option() {
  case $'\n'"$FLINK_PROPERTIES" in *$'\n'"$1:"*) ;; *) printf '%s: %s\n' "$1" "$2" ;; esac
}

options() {
  option jobmanager.rpc.address "${JOB_MANAGER_RPC_ADDRESS:-$(hostname)}"
  option blob.server.port 6124
  option queryable-state.server.ports 6125
  for name in jobmanager taskmanager; do option "$name.bind-host" 0.0.0.0; done
  option rest.bind-address 0.0.0.0
  [ -z "$TASK_MANAGER_NUMBER_OF_TASK_SLOTS" ] || option taskmanager.numberOfTaskSlots "$TASK_MANAGER_NUMBER_OF_TASK_SLOTS"
  [ -z "$FLINK_PROPERTIES" ] || printf '%s\n' "$FLINK_PROPERTIES"
}

prepare() {
  for jar in ${ENABLE_BUILT_IN_PLUGINS//;/ }; do
    mkdir -p "$FLINK_HOME/plugins/${jar%.jar}"
    ln -fs "$FLINK_HOME/opt/$jar" "$FLINK_HOME/plugins/${jar%.jar}/$jar"
  done
  # A mounted configuration is read-only and complete.
  [ -w "$conf" ] || return 0
  for file in "$conf/flink-conf.yaml" "$conf/config.yaml"; do
    [ ! -w "$file" ] || { echo; options; } >> "$file"
  done
}

script=
case "$1" in
  help) echo "Usage: $(basename "$0") (jobmanager|standalone-job|taskmanager|history-server|help), or any program"; exit ;;
  history-server) script=historyserver.sh ;;
  jobmanager | standalone-job | taskmanager) script="$1.sh" ;;
esac
prepare
[ -n "$script" ] || exec "$@"
shift
exec "$FLINK_HOME/bin/$script" start-foreground "$@"
