#!/usr/bin/env bash
# Unpacks the QEMU of Debian 12's backports into a folder, beside the system's own, and prints the value for BALLAST_QEMU.
set -euo pipefail
folder=$(realpath -m "${1:?usage: unpack-qemu.sh FOLDER}")
program="$folder/root/usr/bin/qemu-system-x86_64"

if [ ! -x "$program" ]; then
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial" "$folder/packages" "$folder/root"
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Release: bookworm' | head -n 1)
  printf 'deb %s %s main\n' "$mirror" bookworm "$mirror" bookworm-backports >"$folder/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$folder/lists" -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update >&2
  (
    cd "$folder/packages"
    apt-get "${options[@]}" download qemu-system-{x86,common,data}/bookworm-backports seabios >&2
    for package in *.deb; do dpkg -x "$package" "$folder/root"; done
  )
fi
"$program" --version >/dev/null # fails if the system lacks its libraries
echo "$program -L $folder/root/usr/share/qemu -L $folder/root/usr/share/seabios"
