#!/bin/bash
# package_test.sh DEB: installs the Debian package in a bare Debian 12 (debootstrap), starts the service by its
# unit's command, and asks it README's first request. Needs root, and a Debian mirror (MIRROR, else the machine's own).
set -euo pipefail
deb=$(readlink -f "$1")
mirror=${MIRROR:-$(awk '/^URIs:/ {print $2; exit} /^deb / {for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) {print $i; exit}}' /etc/apt/sources.list.d/* /etc/apt/sources.list 2>/dev/null || true)}
root=$(mktemp -d /tmp/relmap-chroot.XXXXXX)
chmod 755 "$root"
server=
finish() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  umount "$root/proc" 2>/dev/null || true
  rm -rf "$root" "$root.log"
}
trap finish EXIT

debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || { tail -5 "$root.log"; exit 1; }
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
mount -t proc proc "$root/proc"
cp "$deb" "$root/tmp/relmap.deb"
chroot "$root" sh -c 'apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends /tmp/relmap.deb >/tmp/install.log 2>&1' ||
  { tail -20 "$root/tmp/install.log"; exit 1; }
echo "installed: $(chroot "$root" dpkg-query -W relmap)"

# The unit's own command, with its settings and as its user.
unit=$root/usr/lib/systemd/system/relmap.service
command=$(sed -n 's/^ExecStart=//p' "$unit")
port=${PORT:-17999}
chroot --userspec=relmap:relmap "$root" env RELMAP_LISTEN=127.0.0.1:$port sh -c "exec $command" >"$root.log" 2>&1 &
server=$!
for _ in $(seq 100); do
  curl -sf "http://127.0.0.1:$port/readyz" >/dev/null 2>&1 && break
  sleep 0.1
done
curl -sf "http://127.0.0.1:$port/readyz"
kill "$server"; wait "$server" || true
chmod 755 "$root"
server=
chroot --userspec=relmap:relmap "$root" relmap import --db rocksdb:/var/lib/relmap/store /usr/share/relmap/samples/world | tail -1
chroot --userspec=relmap:relmap "$root" env RELMAP_LISTEN=127.0.0.1:$port sh -c "exec $command" >"$root.log" 2>&1 &
server=$!
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/readyz" >/dev/null 2>&1 && break; sleep 0.1; done
ask() { curl -sf -o "$root/tmp/answer" "http://127.0.0.1:$port/api/v1/accounts/oceanic-bank/$1"; }
ask 'coverage?date=2026-11-23&format=text'
head -3 "$root/tmp/answer"
ask 'map?date=2026-11-23'
grep -q 'contact-ob-wang-jianguo' "$root/tmp/answer" && echo "a map as SVG"
ask 'map?date=2026-11-23&format=png'
head -c 4 "$root/tmp/answer" | grep -q PNG && echo "and as PNG"
chroot "$root" sh -c 'dpkg --remove relmap >/dev/null 2>&1 && test ! -e /usr/bin/relmap && test -d /var/lib/relmap/store && echo removed, the store stays'
