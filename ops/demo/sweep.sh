#!/bin/sh
# Runs the demo for several scenarios, trainers and seeds, one after the other, and leaves each
# summary as DIR/<scenario>-<trainer>-<seed>.json. Finished ones are not run again.
#
#   ops/demo/sweep.sh DIR
#   SCENARIOS="clean control" TRAINERS=ppo SEEDS="1 2" ops/demo/sweep.sh DIR
set -eu
dir=${1:?usage: ops/demo/sweep.sh DIR}
here=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$dir"

for scenario in ${SCENARIOS:-clean control poisoned poisoned-at-4 boosted}; do
  for trainer in ${TRAINERS:-ppo grpo}; do
    for seed in ${SEEDS:-1 2 3 4 5}; do
      name=$scenario-$trainer-$seed
      if [ -s "$dir/$name.json" ]; then
        continue
      fi
      echo "$name"
      "$here/plumbline" demo --data "$dir/data-$name" --scenario "$scenario" --trainer "$trainer" \
        --seed "$seed" --summary "$dir/$name.json" ${DEMO_OPTIONS:-} >"$dir/$name.log" 2>&1 ||
        echo "$name: exit code $?, see $dir/$name.log"
      rm -rf "$dir/data-$name"
    done
  done
done
