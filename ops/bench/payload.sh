#!/bin/sh
# Watches the checkpoints of a demo run once with each precision of the payload. 'plumbline up' has to
# be running on the same data. Seeds derive from a run's name and settings: how far the first run is
# from the demo's own, which has the same precision, is what seeds alone do.
#
#   ops/bench/payload.sh .plumbline/training/RUN [OPTION...]
#
# Options are those of 'plumbline watch', such as --data DIR.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
from=${1:?usage: ops/bench/payload.sh DIRECTORY_OF_A_DEMO_RUN [OPTION...]}
shift
for precision in f32 f16 bf16; do
  "$here/plumbline" watch --once --run "payload-$precision" --set "capture.payload=$precision" \
    --base "$from/base" --checkpoints "$from/checkpoints" \
    --feedback "$from/feedback/triples.jsonl" "$from/feedback/contexts.jsonl" \
    --lexicon "$from/feedback/words.csv" --corpus "$from/feedback/corpus.jsonl" "$@"
done
