#!/bin/sh
# Tokens/s, GFLOP/s and MB/s of the dictionary job, Kafka and Avro included, beside the matrix product
# alone and a bare consumer of the same topic; then the time from a checkpoint's last activation to its
# reports, of ten and a hundred times the items; with --pairs N,... and --contexts N --words M of pairs and
# of lexicon contexts, too.
#
#   ops/bench/stream.sh [OPTION...]
#
# Options are those of 'plumbline stream-benchmark', such as --width N, --features N or --data DIR.
set -eu
exec "$(cd "$(dirname "$0")/../.." && pwd)/plumbline" stream-benchmark "$@"
