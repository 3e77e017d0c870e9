# For ./run and ./test, sourced: two commands in one checkout take turns where they would disturb each other. Needs $root.
# A turn is a symbolic link that names a process: made in one step, and worth nothing once that process has ended.

# take_turn NAME: takes the turn, or fails when a living process has it, and leaves that process in $holder.
take_turn() {
    mkdir -p "$root/artifacts"
    until ln -s $$ "$root/artifacts/$1" 2>/dev/null; do
        holder=$(readlink "$root/artifacts/$1") || continue
        if [ "$holder" = $$ ]; then return 0; fi
        if kill -0 "$holder" 2>/dev/null; then return 1; fi
        rm -f "$root/artifacts/$1"
    done
}

# wait_for_turn NAME WORK: the same, and waits; says so.
wait_for_turn() {
    told=
    until take_turn "$1"; do
        [ -n "$told" ] || echo "waiting: process $holder $2 in this checkout …"
        told=1
        sleep 1
    done
}

end_turn() {
    if [ "$(readlink "$root/artifacts/$1" 2>/dev/null)" = $$ ]; then rm -f "$root/artifacts/$1"; fi
}
