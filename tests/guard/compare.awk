# Holds the counts of the second file against those of the first: prints both, and fails if one is a tenth more.
# Lines are a comment, the compiler, or instructions and a command.
/^#/ { next }
FNR == NR {
    if (/^rustc/) compiler = $0
    else { count = $1; sub(/^ *[0-9]+  /, ""); kept[$0] = count }
    next
}
/^rustc/ { here = $0; next }
{
    count = $1
    sub(/^ *[0-9]+  /, "")
    known = $0 in kept
    change = known ? sprintf("%+.1f%%", 100 * (count / kept[$0] - 1)) : "new"
    printf "%12d %8s  %s\n", count, change, $0
    if (!known || count > 1.1 * kept[$0]) grown++
    if (known && count < 0.9 * kept[$0]) shrunk++
}
END {
    if (here != compiler) {
        printf "not compared: tests/guard/counts.txt is of %s, this is %s\n", compiler, here
        exit 0
    }
    if (shrunk) print "less by more than a tenth: tests/guard/run --write keeps it so"
    if (grown) {
        print "more by more than a tenth: make it cheaper, or say why not and commit what tests/guard/run --write writes"
        exit 1
    }
}
