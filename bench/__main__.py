"""Runs the measurements, each in a process of its own: `python -m bench [NAME …]`."""

import pkgutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run the modules of this folder that are named, or all; return the exit code."""
    known = sorted(each.name for each in pkgutil.iter_modules([str(HERE)]) if each.name[0] != "_")
    asked = sys.argv[1:] or known
    if unknown := set(asked) - set(known):
        print(f"No such measurement: {sorted(unknown)}. There are {known}.", file=sys.stderr)
        return 2
    codes = [
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
        for name in asked
    ]
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
