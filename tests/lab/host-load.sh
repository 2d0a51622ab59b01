#!/bin/bash
# Updates /proc/stat and /proc/meminfo of a lab host, so that they show the host's own load instead of the machine's.
# libvirt reads them for nodecpustats and nodememstats, and the NUMA node's meminfo for nodeinfo.
#
# CPU is the time of all processes of the host's pid namespace and of their ended children. The time of a process that
# ends is added to its parent, so nothing is lost and no cgroup is needed. Memory is the memory of the same processes,
# without files that they share. The files are bind-mounted plain files. They are rewritten in place (<>) with fields of
# fixed width, so that no reader ever sees an incomplete file.
D=$LAB_HOST_DIR
TOTAL_KIB=$((LAB_HOST_MIB * 1024))
CPUS=$(nproc)
PAGE_KIB=$(($(getconf PAGESIZE) / 1024))
NODE=/sys/devices/system/node/node0/meminfo # replaced only on a machine with one NUMA node
REST=$(sed '/^intr/d;/^softirq/d;/^cpu/d' /proc/stat)

ticks_up() { local up _; read -r up _ </proc/uptime; TICKS=$((10#${up/./})); }
ticks_up
T0=$TICKS USER=0 SYS=0

write_stat() {
  local user=0 sys=0 idle f line c
  for f in /proc/[0-9]*/stat; do
    read -r line 2>/dev/null <"$f" || continue
    set -- ${line##*) } # from the state on: 12 utime, 13 stime, 14 and 15 the same of its dead children
    user=$((user + ${12} + ${14})) sys=$((sys + ${13} + ${15}))
  done
  [ "$user" -gt "$USER" ] && USER=$user
  [ "$sys" -gt "$SYS" ] && SYS=$sys
  ticks_up
  idle=$(((TICKS - T0) * CPUS - USER - SYS))
  [ "$idle" -lt 0 ] && idle=0
  {
    printf 'cpu  %015d 0 %015d %015d 0 0 0 0 0 0\n' "$USER" "$SYS" "$idle"
    for ((c = 0; c < CPUS; c++)); do
      printf 'cpu%d %015d 0 %015d %015d 0 0 0 0 0 0\n' "$c" $((USER / CPUS)) $((SYS / CPUS)) $((idle / CPUS))
    done
    printf '%s\n' "$REST"
  } 1<>"$D/stat"
}

write_meminfo() {
  local used=0 f _ resident shared free
  for f in /proc/[0-9]*/statm; do
    read -r _ resident shared _ 2>/dev/null <"$f" && used=$((used + (resident - shared) * PAGE_KIB))
  done
  free=$((TOTAL_KIB - used))
  [ "$free" -lt 0 ] && free=0
  printf '%-15s %10d kB\n' MemTotal: "$TOTAL_KIB" MemFree: "$free" MemAvailable: "$free" Buffers: 0 Cached: 0 \
    SwapTotal: 0 SwapFree: 0 1<>"$D/meminfo"
  printf '%-24s %10d kB\n' 'Node 0 MemTotal:' "$TOTAL_KIB" 'Node 0 MemFree:' "$free" \
    'Node 0 MemUsed:' $((TOTAL_KIB - free)) 1<>"$D/node-meminfo"
}

: >"$D/stat"; : >"$D/meminfo"; : >"$D/node-meminfo"
write_stat; write_meminfo
mount --bind "$D/stat" /proc/stat
mount --bind "$D/meminfo" /proc/meminfo
[ -e "$NODE" ] && [ ! -e "${NODE%0/meminfo}1" ] && mount --bind "$D/node-meminfo" "$NODE"
while sleep 1; do write_stat; write_meminfo; done
