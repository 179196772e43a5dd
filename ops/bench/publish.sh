#!/bin/sh
# MB/s at which the extractor's publisher sends a recorded run's activations, for several settings of
# its producer, beside Kafka's own producer benchmark with the same records on the same broker.
#
#   ops/bench/publish.sh RUN [OPTION...]
#
# Options are those of 'plumbline publish-benchmark', such as --data DIR or --megabytes N.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
jars=$here/target/kafka-tools
version=$(sed -n "s:.*<kafka.version>\(.*\)</kafka.version>:\1:p" "$here/pom.xml")
for artifact in "org.apache.kafka:kafka-tools:$version" net.sourceforge.argparse4j:argparse4j:0.7.0; do
  mvn -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$jars"
done
exec "$here/plumbline" publish-benchmark "$@" --kafka-tools "$jars"/*.jar
