#!/bin/sh
# Puts the agent of MzPanel onto this VPS, or takes it off again. A panel serves this file as /install.sh, with the text of
# packaging/mzagent.service in it; the line that it shows for a new server runs it.
# All of it is one function, called on the last line: of a download that was cut, nothing runs.
install_mzagent() {
set -eu
umask 022
program=/usr/local/bin/mzagent
unit=/etc/systemd/system/mzagent.service
config=/etc/mzagent/config.json

usage() {
    cat <<'USAGE'
install.sh puts the agent of MzPanel onto this VPS. Run the line that the panel shows for a new server; it has
  --url URL            the panel
  --pin THUMBPRINT     its signing key
  --sha256-amd64 HEX   the program for x86_64
  --sha256-arm64 HEX   the program for aarch64
and the install token in the environment, as MZ_INSTALL_TOKEN. Without a token an installed agent is brought up to date and
stays registered. Besides:
  --dry-run            says what would be done, and changes nothing
  --uninstall          stops and removes the agent; says what it leaves
  --no-service         without systemd: something else has to run "mzagent run"
  --insecure           accepts http off loopback
  --root DIR           into a sandbox beneath DIR; starts nothing
USAGE
}

say() { printf '%s\n' "$*"; }

# CODE, what went wrong, and what to do about it, a line each.
stop() {
    code=$1
    shift
    printf 'install.sh: %s\n' "$1" >&2
    shift
    for line; do printf '  %s\n' "$line" >&2; done
    exit "$code"
}
fail() { stop 1 "$@"; }
misused() { stop 2 "$1" 'Run the line as the panel shows it; --help says what it consists of.'; }

have() { command -v "$1" >/dev/null 2>&1; }

read_options() {
    url='' pin='' root='' insecure='' sha256_amd64='' sha256_arm64='' action=install dry='' service=yes systemctl=yes elevated=''
    while [ $# -gt 0 ]; do
        case $1 in
            --url | --pin | --root | --sha256-amd64 | --sha256-arm64)
                [ $# -ge 2 ] || misused "$1 needs a value."
                read_value "$1" "$2"
                shift
                ;;
            --insecure) insecure=yes ;;
            --dry-run) dry=yes ;;
            --uninstall) action=remove ;;
            --no-service) service='' ;;
            --elevated) elevated=yes ;;
            --help) usage && exit 0 ;;
            *) misused "$1 is no option." ;;
        esac
        shift
    done
}

read_value() {
    case $1 in
        --url) url=${2%/} ;;
        --pin) pin=$2 ;;
        --root) case $2 in '') misused '--root needs a value.' ;; /*) root=${2%/} ;; *) root=$PWD/${2%/} ;; esac ;;
        --sha256-*)
            case $2 in *[!0-9a-f]*) misused "$1 is no SHA-256: $2" ;; esac
            [ ${#2} = 64 ] || misused "$1 is no SHA-256: $2"
            if [ "$1" = --sha256-amd64 ]; then sha256_amd64=$2; else sha256_arm64=$2; fi
            ;;
    esac
}

check_address() {
    case $url in
        https://?* | http://?*) ;;
        '') misused 'There is no --url.' ;;
        *) misused "$url is no address of a panel." ;;
    esac
}

check_token() {
    if [ -n "$token" ]; then
        [ -n "$pin" ] || misused 'There is no --pin.'
    elif [ ! -e "$root$config" ]; then
        fail 'There is no install token, and this VPS is not registered.' \
            'The token stands before sh, which has to see it: curl … | MZ_INSTALL_TOKEN=… sh -s -- …' \
            'sudo hides it from sh; leave sudo out, and this script will ask it for itself.'
    fi
}

check_system() {
    [ "$(uname -s)" = Linux ] || fail "The agent runs on Linux, and this is $(uname -s)."
    case $(uname -m) in
        x86_64 | amd64) arch=amd64 sha256=$sha256_amd64 ;;
        aarch64 | arm64) arch=arm64 sha256=$sha256_arm64 ;;
        *) fail "There is no agent for $(uname -m), only for x86_64 (amd64) and aarch64 (arm64)." ;;
    esac
    [ -n "$sha256" ] || fail "The line names no agent for $arch: this panel has none." \
        'Who runs it makes one with packaging/publish-agent.sh. Make a new line then.'
    have curl || have wget || fail 'There is neither curl nor wget here.' 'Install one of them: apt-get install curl, or dnf install curl.'
    have sha256sum || fail 'There is no sha256sum here, so that nothing could be checked.' 'Install coreutils.'
}

check_service() {
    have systemctl || systemctl=''
    if [ -z "$root" ] && [ -n "$service" ] && { [ -z "$systemctl" ] || [ ! -d /run/systemd/system ]; }; then
        fail 'systemd does not run here.' "With --no-service the agent is installed and registered all the same; have $program run" \
            'started by what starts services here, as root, and started again whenever it ends.'
    fi
}

# The token goes on in the environment: who lists the processes sees arguments.
check_rights() {
    [ -z "$root" ] && [ -z "$dry" ] && [ "$(id -u)" != 0 ] || return 0
    { [ -z "$elevated" ] && have sudo && [ -n "$url" ]; } || fail 'This takes root.' 'Run the line in a shell of root ("sudo -i" or "su -").'
    say 'This takes root: going on by sudo.'
    temporary
    fetch "$url/install.sh" "$work/install.sh" || fail "$url/install.sh could not be downloaded."
    ended=0
    MZ_INSTALL_TOKEN=$token sudo --preserve-env=MZ_INSTALL_TOKEN sh "$work/install.sh" --elevated "$@" || ended=$?
    exit "$ended"
}

temporary() {
    work='' new='' changed=''
    trap finish EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work=$(mktemp -d) || fail 'No temporary directory can be made.' 'Is the disk full?'
}

finish() {
    ended=$?
    trap - EXIT
    [ -z "$changed" ] || restore
    [ -z "$new" ] || rm -f "$new"
    [ -z "$work" ] || rm -rf "$work"
    exit "$ended"
}

# An answer without end fills no disk: 64 MiB at most.
fetch() {
    (
        ulimit -f 131072 2>/dev/null || :
        if have curl; then
            curl -gfsS --retry 3 --connect-timeout 15 --max-time 900 -o "$2" "$1"
        else
            wget -q -T 30 -O "$2" "$1"
        fi
    ) </dev/null
}

# Beside its place, so that it comes there by a rename; tried before anything else changes.
download() {
    from=$url/download/mzagent-linux-$arch
    say "Downloading $from"
    { mkdir -p "$root${program%/*}" && new=$(mktemp "$root${program%/*}/.mzagent.XXXXXX"); } || fail "Nothing can be written to $root${program%/*}."
    fetch "$from" "$new" || fail "$from could not be downloaded." 'Does this VPS reach the panel, and does it know who signed its certificate (ca-certificates)?'
    got=$(sha256sum <"$new") || fail "$new cannot be read."
    [ "${got%% *}" = "$sha256" ] || fail "What came from $from is not the program that this line names. It was not run." \
        "expected $sha256" "got      ${got%% *}" \
        'If the panel was changed since the line was made, make a new one. Else somebody is tampering with what you download.'
    chmod 0755 "$new" || fail "$new cannot be made executable."
    version=$("$new" version 2>&1 </dev/null) || fail "The agent does not run here: $version" 'It is made for glibc 2.34 or newer (Debian 12, Ubuntu 22.04, RHEL 9).'
}

register() {
    if [ -z "$token" ]; then
        say "Keeping the registration in $root$config"
        return
    fi
    [ -z "$insecure" ] || insecure=--insecure
    MZ_INSTALL_TOKEN=$token "$new" register --url "$url" --pin "$pin" $insecure --root "${root:-/}" </dev/null || refused $?
}

refused() {
    if [ -e "$root$program" ]; then left='The agent that was here goes on as before.'; else left='Nothing was installed.'; fi
    if [ -e "$root$config" ]; then more='To bring it up to date with the registration it has, run the line without MZ_INSTALL_TOKEN=….'; else more=''; fi
    if [ "$1" = 3 ]; then
        stop 3 "The panel refused the registration, or is another than the line names (see above). $left" \
            'An install token is good for one hour and one VPS: make a new line.' ${more:+"$more"}
    fi
    fail "The registration did not come to its end (see above). $left" 'The same line may be run again.'
}

put_in_place() {
    [ ! -e "$root$program" ] || cp -p "$root$program" "$work/mzagent" || fail 'The program that is there cannot be kept.'
    [ ! -e "$root$unit" ] || cp -p "$root$unit" "$work/mzagent.service" || fail 'The unit that is there cannot be kept.'
    changed=yes
    mv -f "$new" "$root$program" || fail "$root$program cannot be written."
    [ -n "$service" ] || return 0
    { mkdir -p "$root${unit%/*}" && unit_text >"$work/new.service" && replace "$work/new.service" "$root$unit"; } || fail "$root$unit cannot be written."
}

replace() { cp -p "$1" "$2.new" && mv -f "$2.new" "$2"; }

start() {
    [ -n "$service" ] && [ -n "$systemctl" ] || return 0
    if [ -n "$root" ]; then
        systemctl "--root=$root" enable mzagent.service || fail 'systemd would not enable mzagent.service.'
    else
        { systemctl daemon-reload && systemctl enable mzagent.service && systemctl restart mzagent.service; } ||
            fail 'systemd could not start mzagent.service.' 'See: journalctl -u mzagent'
    fi
}

restore() {
    say '  What was here before is put back.' >&2
    [ -z "$token" ] || say '  The registration is kept: run the line again without MZ_INSTALL_TOKEN=….' >&2
    if [ -e "$work/mzagent.service" ]; then
        replace "$work/mzagent.service" "$root$unit" || :
    elif [ -e "$root$unit" ]; then
        stop_service || :
        rm -f "$root$unit"
    fi
    if [ -e "$work/mzagent" ]; then replace "$work/mzagent" "$root$program" || :; else rm -f "$root$program"; fi
    [ -n "$service" ] && [ -n "$systemctl" ] && [ -z "$root" ] || return 0
    systemctl daemon-reload || :
    [ ! -e "$work/mzagent.service" ] || systemctl restart mzagent.service || :
}

stop_service() {
    [ -n "$systemctl" ] || return 0
    if [ -n "$root" ]; then systemctl "--root=$root" disable mzagent.service; else systemctl disable --now mzagent.service; fi
}

tell_end() {
    if [ -n "$root" ]; then
        say "Installed $version beneath $root. Nothing was started: run $root$program run --root $root"
    elif [ -n "$service" ]; then
        say "$version runs as mzagent.service; the panel shows this server as online in a moment. Its log: journalctl -u mzagent"
    else
        say "Installed $version. Have something run this as root, and again whenever it ends: $program run"
    fi
}

tell_plan() {
    say "Would download $url/download/mzagent-linux-$arch"
    say "Would check that its SHA-256 is $sha256"
    if [ -n "$token" ]; then say "Would register this VPS with $url, whose key is $pin"; else say "Would keep the registration in $root$config"; fi
    say "Would write $root$program"
    if [ -n "$service" ]; then
        say "Would write $root$unit"
        if [ -n "$root" ]; then [ -z "$systemctl" ] || say "Would run systemctl --root=$root enable mzagent.service"
        else for step in daemon-reload 'enable mzagent.service' 'restart mzagent.service'; do say "Would run systemctl $step"; done; fi
    fi
    say 'Nothing was changed.'
}

add_agent() {
    check_address
    check_system
    check_service
    check_rights "$@"
    check_token
    if [ -n "$dry" ]; then
        tell_plan
        return
    fi
    temporary
    download
    register
    put_in_place
    start
    changed=''
    tell_end
}

remove_agent() {
    have systemctl || systemctl=''
    check_rights "$@"
    if [ -e "$root$unit" ] && [ -n "$dry" ]; then
        say 'Would stop and disable mzagent.service'
    elif [ -e "$root$unit" ]; then
        stop_service || fail 'systemd could not stop mzagent.service; nothing was removed.' 'See: systemctl status mzagent'
    else
        systemctl=''
    fi
    for file in "$root$unit" "$root$program" "$root$program.previous"; do
        [ ! -e "$file" ] || remove_file "$file"
    done
    [ -z "$systemctl" ] || [ -n "$root$dry" ] || systemctl daemon-reload || :
    tell_left
}

remove_file() {
    if [ -n "$dry" ]; then
        say "Would remove $1"
    else
        rm -f "$1" || fail "$1 cannot be removed."
        say "Removed $1"
    fi
}

tell_left() {
    for left in '/etc/mzagent: the registration, keys and policy of this VPS' '/var/lib/mzagent: what the agent did, and what it has not sent yet' \
        '/etc/mz: what sites there are' '/var/www: their files'; do
        [ ! -e "$root${left%%:*}" ] || say "Left as it is: $root$left"
    done
    if [ -n "$dry" ]; then say 'Nothing was changed.'; else say 'Sites, their users, programs and databases stay as they are. Remove the server in the panel, too.'; fi
}

unit_text() {
    cat <<'MZAGENT_SERVICE'
@MZAGENT_SERVICE@
MZAGENT_SERVICE
}

# From here on only the agent and sudo are told of it.
token=${MZ_INSTALL_TOKEN-}
unset MZ_INSTALL_TOKEN
read_options "$@"
if [ "$action" = install ]; then add_agent "$@"; else remove_agent "$@"; fi
}
install_mzagent "$@"
