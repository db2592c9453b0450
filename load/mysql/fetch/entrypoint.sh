#!/bin/sh
# Starts the server of an image that fetch.sh imported, and takes from the environment what the official images take:
# MYSQL_ROOT_PASSWORD or MYSQL_ALLOW_EMPTY_PASSWORD, MYSQL_DATABASE, MYSQL_USER and MYSQL_PASSWORD. Arguments are the server's.
set -eu
program=mysqld
[ ! -x /usr/sbin/mariadbd ] || program=mariadbd # which installs a mysqld too
[ "${1-}" != "$program" ] || shift
if [ -z "${MYSQL_ROOT_PASSWORD-}" ] && [ -z "${MYSQL_ALLOW_EMPTY_PASSWORD-}" ]; then
	echo "neither MYSQL_ROOT_PASSWORD nor MYSQL_ALLOW_EMPTY_PASSWORD is set" >&2
	exit 1
fi

# quoted TEXT: as a string of SQL.
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g")"; }

# welcome: the statements that let people in. Each start runs them; the first matters.
welcome() {
	[ -z "${MYSQL_DATABASE-}" ] || echo "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;"
	echo "CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY $(quoted "${MYSQL_ROOT_PASSWORD-}");"
	echo "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
	[ -n "${MYSQL_USER-}" ] || return 0
	echo "CREATE USER IF NOT EXISTS $(quoted "$MYSQL_USER")@'%' IDENTIFIED BY $(quoted "${MYSQL_PASSWORD-}");"
	[ -z "${MYSQL_DATABASE-}" ] || echo "GRANT ALL ON \`$MYSQL_DATABASE\`.* TO $(quoted "$MYSQL_USER")@'%';"
}

mkdir -p /run/mysqld
rm -f /run/mysqld/*
(umask 077 && welcome >/run/mysqld/init.sql)
chown -R mysql:mysql /var/lib/mysql /run/mysqld
set -- --no-defaults --user=mysql --datadir=/var/lib/mysql --socket=/run/mysqld/mysqld.sock --port=3306 --bind-address=0.0.0.0 \
	--skip-name-resolve --init-file=/run/mysqld/init.sql "$@"
[ "$program" = mysqld ] || exec mariadbd "$@"

# Testcontainers waits for the line with which the official image says that it is ready. Debian's ends otherwise: it is put right on
# its way. The server itself stays the container's first process, so that signals and its end are as they are there.
mkfifo /run/mysqld/log
while IFS= read -r line; do
	case $line in *'port: 3306  (Debian)'*) line="${line%(Debian)*}MySQL Community Server - (Debian)" ;; esac
	printf '%s\n' "$line" >&2
done </run/mysqld/log &
exec mysqld "$@" --mysqlx=OFF --secure-file-priv=NULL >/run/mysqld/log 2>&1
