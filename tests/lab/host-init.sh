#!/bin/bash
# pid 1 of one lab host, in its own net, mount, pid, uts, ipc and cgroup namespaces. Its settings are LAB_* variables.
set -eu
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

mount --make-rprivate /
hostname "$LAB_HOST"

# QEMU and libvirt of the lab are mounted over /usr, in this host only. Their module folders replace those of the machine:
# an overlay would merge old and new modules, and a mixture aborts QEMU and libvirtd.
for d in bin sbin lib share; do
  mount -t overlay -o "lowerdir=$LAB_SYSTEM/usr/$d:/usr/$d" overlay "/usr/$d"
done
for d in "$LAB_SYSTEM"/usr/lib/*/{qemu,libvirt}; do mount --bind "$d" "${d#"$LAB_SYSTEM"}"; done

# Hides the cgroups of the machine, so that libvirt does not change them, whichever version they are.
umount -lR /sys
mount -t sysfs sysfs /sys
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd
for d in /run/libvirt /run/home /etc/libvirt /etc/ssh /var/lib/libvirt /var/log/libvirt; do
  mkdir -p "$d" "$LAB_HOST_DIR/root$d"
  mount --bind "$LAB_HOST_DIR/root$d" "$d"
done
mkdir -p /var/cache/libvirt "$LAB_CAPABILITIES" # what QEMU can do, asked once: takes a second
mount --bind "$LAB_CAPABILITIES" /var/cache/libvirt
for f in hosts passwd group shadow; do mount --bind "$LAB_HOST_DIR/root/etc/$f" "/etc/$f"; done


# Guests are emulated, because they may hang with the machine's /dev/kvm. It is replaced by a file that not even root can
# write, so that QEMU and libvirt treat the machine as one without KVM.
if [ -e /dev/kvm ]; then
  : >"$LAB_HOST_DIR/no-kvm"
  mount --bind "$LAB_HOST_DIR/no-kvm" /dev/kvm
  mount -o remount,bind,ro /dev/kvm
fi

/usr/sbin/sshd -E "$LAB_HOST_DIR/sshd.log"
bash "$HERE/host-load.sh" &

# Starts the daemon again whenever it ends, unless a test has removed the file "autostart". Guests continue without it.
set +e
while :; do
  if [ -e "$LAB_HOST_DIR/autostart" ]; then
    /usr/sbin/libvirtd --listen --pid-file "$LAB_HOST_DIR/libvirtd.pid" &
    wait $!
    echo "libvirtd ended with $?"
  fi
  sleep 0.2
done
