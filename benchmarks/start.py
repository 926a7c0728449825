"""Print the processor time that starting kam-xl costs, beside Python itself."""

import os
import statistics
import subprocess
import sys

ROUNDS = 7
PROGRAMS = {
    "python": ["-c", ""],
    "import kam_xl": ["-c", "import kam_xl"],
    "kam --help": ["-m", "kam_xl", "--help"],
    "import pandas, for comparison": ["-c", "import pandas"],
}


def processor_seconds(arguments: list[str]) -> float:
    """Return the processor time of one run of Python, its own and the system's on its behalf."""
    before = os.times()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def main() -> None:
    """Print one line a program: the median of some rounds."""
    for title, arguments in PROGRAMS.items():
        seconds = statistics.median(processor_seconds(arguments) for _ in range(ROUNDS))
        print(f"{title:30} {seconds:6.2f} s of processor time")


if __name__ == "__main__":
    main()
