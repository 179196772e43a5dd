#!/bin/sh
# Runs the demo for several scenarios, trainers and seeds, and leaves each summary as
# DIR/<scenario>-<trainer>-<seed>.json. Finished ones are not run again. The runs of one seed share
# a stack, one after the other.
#
#   ops/demo/sweep.sh DIR
#   SCENARIOS="clean control" TRAINERS=ppo SEEDS="1 2" DEMO_OPTIONS= ops/demo/sweep.sh DIR
#
# DEMO_OPTIONS is --no-replay unless it is set: replays take as long as the runs themselves.
set -eu
dir=${1:?usage: ops/demo/sweep.sh DIR}
here=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$dir"
stack=

stop() {
  [ -z "$stack" ] || kill "$stack" 2>/dev/null || true
  [ -z "$stack" ] || wait "$stack" || true
  stack=
}
trap stop EXIT
trap 'exit 130' INT TERM

start() {
  "$here/plumbline" up --data "$1" --checkpoint-interval 1 >"$2" 2>&1 &
  stack=$!
  until grep -q '^Running' "$2"; do
    kill -0 "$stack" 2>/dev/null || { cat "$2" >&2; exit 1; }
    sleep 1
  done
}

for seed in ${SEEDS:-1 2 3 4 5}; do
  for scenario in ${SCENARIOS:-clean control poisoned poisoned-at-4 boosted}; do
    for trainer in ${TRAINERS:-ppo grpo}; do
      name=$scenario-$trainer-$seed
      if [ -s "$dir/$name.json" ]; then
        continue
      fi
      [ -n "$stack" ] || start "$dir/stack-$seed" "$dir/stack-$seed.log"
      echo "$name"
      "$here/plumbline" demo --data "$dir/stack-$seed" --scenario "$scenario" \
        --trainer "$trainer" --seed "$seed" --summary "$dir/$name.json" \
        ${DEMO_OPTIONS---no-replay} >"$dir/$name.log" 2>&1 ||
        echo "$name: exit code $?, see $dir/$name.log"
    done
  done
  stop
  rm -rf "$dir/stack-$seed"
done
