#!/usr/bin/env bash
# make mysql: a MySQL 9 and a MariaDB 10.11 for this user, from Debian's packages. They are unpacked into the user's cache, each
# with all that it needs and with a data folder that has never been used: nothing is installed, and nobody need be root. Where a
# Docker engine runs, they are imported as images too, which Testcontainers starts. What is there already is left as it is.
#
#   REPRISE_CACHE   in place of reprise in the user's cache
#   DEBIAN_MIRROR   in place of the mirror that apt is set to
#   DEBIAN_KEYRING  in place of the keyring of debian-archive-keyring
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${REPRISE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/reprise}/mysql
keyring=${DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}

fail() {
	echo "make mysql: $*" >&2
	exit 1
}

# mirror is the one of Debian itself, among others that apt may know: the one with updates of a release, or one so named.
mirror() {
	apt-get indextargets --no-release-info --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
		awk '$1 ~ /-updates$/ { print $2; found = 1; exit }
			$2 ~ /:\/\/[^\/]+\/debian\/?$/ && !named { named = $2 }
			END { if (!found) print named }'
}

# download SUITE PACKAGE...: those, and all that they depend on, into $work/archives. To apt this is a machine with nothing on it. A
# mirror that lags behind will do, as long as what it has is signed.
download() {
	local suite=$1 log=$work/apt.log
	shift
	mkdir -p "$work"/{lists/partial,archives/partial}
	: >"$work/status"
	echo "deb [signed-by=$keyring] $from $suite main" >"$work/sources.list"
	local apt=(apt-get -q -y -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
		-o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
		-o Dir::State="$work" -o Dir::State::Status="$work/status" -o Dir::Cache="$work"
		-o APT::Install-Recommends=0 -o Acquire::Languages=none -o APT::Sandbox::User= -o Debug::NoLocking=1
		-o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o APT::Update::Error-Mode=any
		-o Acquire::Check-Valid-Until=false)
	if ! { "${apt[@]}" update && "${apt[@]}" --download-only install "$@"; } >"$log" 2>&1; then
		grep -E '^(E|Err|W):' "$log" >&2 || tail -n 5 "$log" >&2
		return 1
	fi
}

# unpack: the packages into $root, without what a server never reads.
unpack() {
	mkdir -p "$root"/{usr/{bin,sbin,lib,lib64},etc,tmp,run/mysqld,proc,dev,sys,var/lib}
	local folder deb
	for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
	ln -s ../run "$root/var/run"
	for deb in "$work"/archives/*.deb; do
		case ${deb##*/} in perl* | libperl* | libc-gconv* | gcc-*-base*) continue ;; esac
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --no-same-owner --keep-directory-symlink \
			--exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale' --exclude='./usr/share/mysql*/mysql-test'
	done
	find "$root/usr/bin" ! -type d ! -name busybox -delete
	printf '%s\n' root:x:0:0:root:/root:/bin/sh mysql:x:999:999::/var/lib/mysql:/bin/false >"$root/etc/passwd"
	printf '%s\n' root:x:0: mysql:x:999: >"$root/etc/group"
	local applet
	for applet in sh sed mkdir mkfifo chmod chown rm cat ls ps kill sleep; do ln -sf busybox "$root/usr/bin/$applet"; done
	chmod 1777 "$root/tmp"
}

# serve PROGRAM FLAG...: runs the unpacked server with the C library that it came with.
serve() {
	local program=$1 loader
	shift
	loader=$(echo "$root"/usr/lib/*-linux-gnu*/ld-linux*.so.*)
	"$loader" --library-path "${loader%/*}" "$root/usr/sbin/$program" --no-defaults --basedir="$root/usr" \
		--lc-messages-dir="$root/usr/share/mysql" --character-sets-dir="$root/usr/share/mysql/charsets" "$@"
}

# furnish PROGRAM: the data folder of a server that has never run, where a container has it and a local server copies it from.
furnish() {
	local data=$root/var/lib/mysql flags=(--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0) sql=$root/usr/share/mysql
	[ "$(id -u)" != 0 ] || flags+=(--user=root)
	mkdir -p "$data"
	case $1 in
	mysqld) serve mysqld --initialize-insecure --datadir="$data" --innodb-redo-log-capacity=8M "${flags[@]}" ;;
	mariadbd)
		mkdir -p "$data/mysql"
		{
			printf '%s;\n' "CREATE DATABASE IF NOT EXISTS mysql" "USE mysql" "SET @auth_root_socket = NULL, @current_hostname = 'localhost'"
			cat "$sql"/mysql_{system_tables,performance_tables,system_tables_data}.sql "$sql/fill_help_tables.sql"
		} | serve mariadbd --bootstrap --datadir="$data" --innodb-log-file-size=48M --silent-startup --enforce-storage-engine= "${flags[@]}"
		;;
	esac >"$work/server.log" 2>&1 || {
		tail -n 5 "$work/server.log" >&2
		return 1
	}
	rm -f "$data/auto.cnf" # the server's own id: every copy gets another
}

# fetch NAME PROGRAM PACKAGE SUITE...: from the first of the suites that has it.
fetch() {
	local name=$1 program=$2 package=$3 suite
	shift 3
	if [ -e "$cache/$name" ]; then
		echo "$name: is in $cache/$name (remove that folder to fetch it anew)"
		return
	fi
	work=$(mktemp -d "$cache/fetch.XXXXXX")
	root=$work/root
	for suite in "$@"; do
		echo "$name: fetching $package and what it needs from Debian $suite"
		! download "$suite" "$package" busybox-static || break
		rm -rf "$work/archives"
	done
	[ -d "$work/archives" ] || fail "$package cannot be fetched"
	echo "$name: unpacking it, and making a data folder"
	unpack
	furnish "$program" || fail "$program does not run here"
	echo "$name: $(serve "$program" --version | sed 's/.* Ver /version /; s/ for .*//') in $cache/$name"
	mv "$root" "$cache/$name"
	rm -rf "$work"
}

# import NAME TAG: the folder as an image. Its label says what it was made of.
import() {
	local root=$cache/$1 tag=$2 made old
	made=$({ stat -c %Y "$root/var/lib/mysql/ibdata1" && cat "$here/entrypoint.sh" "$here/fetch.sh"; } | sha256sum | cut -c -16)
	if [ "$(docker image inspect -f '{{index .Config.Labels "reprise.made"}}' "$tag" 2>/dev/null)" = "$made" ]; then
		echo "$1: the image $tag is there"
		return
	fi
	old=$(docker image inspect -f '{{.Id}}' "$tag" 2>/dev/null) || true
	install -m 755 "$here/entrypoint.sh" "$root/entrypoint.sh"
	tar -C "$root" --owner=0 --group=0 --numeric-owner -c . | docker import -c 'ENTRYPOINT ["/entrypoint.sh"]' -c 'EXPOSE 3306' \
		-c 'VOLUME /var/lib/mysql' -c 'ENV PATH=/usr/sbin:/usr/bin' -c "LABEL reprise.made=$made" - "$tag" >/dev/null
	[ -z "$old" ] || docker image rm "$old" >/dev/null 2>&1 || true # which a container may still need
	echo "$1: imported as the image $tag"
}

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
	fail "this is no Debian machine; elsewhere put a mysqld or a mariadbd on PATH, or run a Docker engine"
[ -r "$keyring" ] || fail "no keyring at $keyring: install debian-archive-keyring, or set DEBIAN_KEYRING"
from=${DEBIAN_MIRROR:-$(mirror)}
[ -n "$from" ] || fail "apt is set to no mirror of Debian: set DEBIAN_MIRROR to one"
mkdir -p "$cache"
exec 9>"$cache/fetch.lock"
flock 9 # two at a time would fetch twice
rm -rf "$cache"/fetch.??????
trap 'rm -rf "$cache"/fetch.??????' EXIT

fetch mysql mysqld mysql-server-core sid
fetch mariadb mariadbd mariadb-server-core bookworm "$(. /etc/os-release && echo "${VERSION_CODENAME-}")"
if docker info >/dev/null 2>&1; then
	import mysql reprise/mysql:9
	import mariadb reprise/mariadb:10.11
else
	echo "no Docker engine answers: no images"
fi
