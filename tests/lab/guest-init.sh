#!/bin/busybox sh
# pid 1 of a lab guest: loads virtio, sets the address, and starts guest-load with the lab.* options of the kernel command line.
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mount -t devtmpfs dev /dev
for module in $($B cat /modules/order); do $B insmod "/modules/$module"; done
words="" address=""
for word in $($B cat /proc/cmdline); do
  case $word in
    lab.address=*) address=${word#*=} ;;
    lab.*=*) words="$words ${word#lab.}" ;;
  esac
done
tries=0
while [ ! -e /sys/class/net/eth0 ] && [ $tries -lt 50 ]; do
  $B usleep 100000
  tries=$((tries + 1))
done
$B ip link set lo up
$B ip addr add "$address/16" dev eth0
$B ip link set eth0 up
echo "guest-load$words"
(/bin/guest-load $words; echo "guest-load ended with $?") &
# The only input is the power button of ACPI: `virsh shutdown` presses it.
for event in /dev/input/event*; do
  ($B head -c 24 "$event" >/dev/null && $B poweroff -f) &
done
while :; do $B sleep 3600; done
