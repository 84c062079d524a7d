#!/bin/sh
# What a line costs: reads /lines of a running httpd with some clients for some seconds, and divides
# the processor time of the server by the lines that came. Every line of /lines is one chunk of 70
# bytes on the wire: "40" CR LF, 63 characters and LF, CR LF.
#
#   taskset -c 0 ./httpd --log off examples/bench/Bench.java &
#   taskset -c 1 examples/bench/measure.sh $! 8080 16 5
set -eu
pid=$1 port=$2 clients=$3 seconds=$4
chunk=70

ticks() {
  sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }'
}

read_lines() {
  curl -sN --raw -m "$1" "http://127.0.0.1:$port/lines" | wc -c || true
}

read_lines 3 >/dev/null # The JVM is warm after that.
before=$(ticks)
bytes=$(
  for _ in $(seq "$clients"); do
    read_lines "$seconds" &
  done
  wait
)
after=$(ticks)
total=0 least=
for count in $bytes; do
  total=$((total + count))
  [ -n "$least" ] && [ "$least" -le "$count" ] || least=$count
done
nanos=$(((after - before) * (1000000000 / $(getconf CLK_TCK))))
echo "$clients clients: $((total / chunk)) lines, at least $((least / chunk)) each," \
  "$((nanos / (total / chunk))) ns of the server's processor a line"
