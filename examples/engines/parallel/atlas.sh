#!/bin/sh
# The workers of a plan on several machines, by GNU parallel over ssh:
#   atlas.sh PLAN WORKERS [HOSTS]
# HOSTS is a file with a machine a line, and before it how many workers it takes, like 8/node1; without it all run here.
set -eu
plan=$(realpath "${1:?the folder of a plan}")
workers=${2:?how many workers}

if [ "${3:-}" ]; then
  set -- --sshloginfile "$3"
else
  set -- --jobs "$workers"
fi
# When it is ended it ends its workers: SIGTERM first, with two minutes to end their step.
exec parallel --quote --max-replace-args 0 --tagstring 'worker {#}' --line-buffer --retries 3 --termseq TERM,120000,KILL,25 "$@" \
  faccent atlas work "$plan" ::: $(seq "$workers")
