#!/bin/sh
# Run by Patroni, once, on the machine that makes the database; $1 is how to reach it. The platform's user owns its database and may
# create the role that requests are served under, and nothing else.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$XIESHOU_PASSWORD" --dbname "$1" <<'SQL'
create role xieshou login createrole password :'password';
create database xieshou owner xieshou;
SQL
