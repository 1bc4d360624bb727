export const submitScriptFile = 'submit-job.sh';

/**
 * Waits for the JobManager, runs `flink run` with the arguments that it is given, and leaves a termination message that tells the job
 * id. It needs bash, and for a jar behind `http` or `https` curl or wget: Flink's client reads no such address itself.
 */
export const submitScript = `#!/usr/bin/env bash
# Submits a job: the arguments are those of "flink run".

flink=\${SUBMIT_FLINK:-/opt/flink/bin/flink}
termination_log=\${SUBMIT_TERMINATION_LOG:-/dev/termination-log}
wait_seconds=\${SUBMIT_WAIT_SECONDS:-600}
pause_seconds=\${SUBMIT_PAUSE_SECONDS:-5}
answers_wanted=3
jar_bytes=$((4 * 1024 * 1024 * 1024))
jar_seconds=1800
message_bytes=3500

job_id=
kept=

has() { command -v "$1" > /dev/null 2>&1; }

# Keeps a line for the termination message as long as there is room. Plain ASCII only: bytes are what is counted.
keep() {
  local LC_ALL=C
  local line=\${1//$'\\t'/  }
  line=\${line//[^[:print:]]/?}
  line=\${line:0:1000}
  if (( \${#kept} + \${#line} + 3 <= message_bytes )); then
    kept+="  $line"$'\\n'
  else
    message_bytes=0
  fi
}

# end CODE HEADLINE
end() {
  echo "$2"
  {
    [[ -z $job_id ]] || echo "jobID: $job_id"
    printf 'message: |\\n  %s\\n%s' "$2" "$kept"
  } > "$termination_log"
  exit "$1"
}

# Whether the REST API answers with a success. Redirects and errors are none.
answers() {
  local url=http://$FLINK_JM_ADDR/jobs code=
  if has curl; then
    code=$(curl --fail --silent --show-error --output /dev/null --write-out '%{http_code}' --noproxy '*' \\
      --connect-timeout 5 --max-time 10 "$url")
  elif has wget; then
    wget -q -t 1 -T 5 -O /dev/null "$url" && code=200
  else
    code=$(status_by_bash)
  fi
  [[ $code == 2?? ]]
}

status_by_bash() {
  local code=
  exec 3<> "/dev/tcp/\${FLINK_JM_ADDR%:*}/\${FLINK_JM_ADDR##*:}" || return 1
  printf 'GET /jobs HTTP/1.0\\r\\nHost: %s\\r\\nAccept: application/json\\r\\n\\r\\n' "$FLINK_JM_ADDR" >&3
  read -r -t 10 _ code _ <&3
  echo "$code"
}

wait_for_job_manager() {
  local count=0
  SECONDS=0
  echo "Waiting for the JobManager at $FLINK_JM_ADDR."
  while ! { answers && (( ++count >= answers_wanted )); }; do
    (( SECONDS < wait_seconds )) || end 1 "The JobManager at $FLINK_JM_ADDR did not answer within $wait_seconds seconds."
    sleep "$pause_seconds"
  done
}

# Puts into jar_at where the jar file stands among the arguments. What follows the options of Flink belongs to the program.
find_jar() {
  jar_at=0
  local at=1
  while (( at <= $# )); do
    case \${!at} in
      --jobmanager | --class | --fromSavepoint | --parallelism | -C) (( at += 2 )) ;;
      --allowNonRestoredState | --sysoutLogging | --detached) (( at += 1 )) ;;
      -*) return ;;
      *) jar_at=$at; return ;;
    esac
  done
}

# fetch URI FILE
fetch() {
  # A file that grows beyond this ends the program that writes it.
  ulimit -f $((jar_bytes / 1024))
  if has curl; then
    local redirected=https,http
    [[ \${1,,} == https:* ]] && redirected=https
    curl --fail --silent --show-error --location --max-redirs 5 --proto '=https,http' --proto-redir "=$redirected" \\
      --retry 3 --connect-timeout 30 --max-time $jar_seconds --max-filesize $jar_bytes --output "$2" -- "$1"
  elif has wget; then
    wget -nv -t 3 -T 30 -O "$2" -- "$1"
  else
    echo "The image has neither curl nor wget." >&2
    return 1
  fi
}

jar_at=
find_jar "$@"
uri=
(( jar_at == 0 )) || uri=\${!jar_at}
if [[ \${uri,,} == http://* || \${uri,,} == https://* ]]; then
  echo "Fetching the jar file."
  directory=$(mktemp -d) || end 1 "There is no place for the jar file."
  reason=$(fetch "$uri" "$directory/job.jar" 2>&1) || {
    echo "$reason"
    keep "\${reason//$'\\n'/ }"
    end 1 "The jar file could not be fetched."
  }
  set -- "\${@:1:jar_at-1}" "$directory/job.jar" "\${@:jar_at+1}"
fi

wait_for_job_manager

# The loop must run in this very shell, to remember what it reads.
shopt -s lastpipe
"$flink" run "$@" 2>&1 | while IFS= read -r line || [[ -n $line ]]; do
  printf '%s\\n' "$line"
  if [[ -z $job_id && $line =~ 'Job has been submitted with JobID '([0-9a-f]+) ]]; then
    job_id=\${BASH_REMATCH[1]}
  fi
  keep "$line"
done
code=\${PIPESTATUS[0]}

[[ -n $job_id ]] || end 1 "Flink ended with exit code $code and did not say that it had submitted a job."
(( code == 0 )) || end "$code" "The job was submitted, and Flink ended with exit code $code."
end 0 "The job was submitted."
`;
