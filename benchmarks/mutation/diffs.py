"""Print the diff of every mutant named on standard input; run by mutmut's own folder."""

from __future__ import annotations

import sys

from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant


def main() -> None:
    for line in sys.stdin:
        name = line.strip()
        print(f"# {name}")
        changed = get_diff_for_mutant(name, path=find_mutant(name).path).splitlines()
        print("\n".join(changed[2:]), end="\n\n")


if __name__ == "__main__":
    main()
