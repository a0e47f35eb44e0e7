"""``python -m rechallenge.release``: bundle the review of a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rechallenge.config import load_config
from rechallenge.errors import ReviewError
from rechallenge.release.bundle import write_bundle


def main() -> int:
    """Write the archive and say where it is; 1 with the reasons when it cannot be written."""
    parser = argparse.ArgumentParser(
        prog="python -m rechallenge.release", description="Bundle data, configuration and results."
    )
    parser.add_argument("--directory", type=Path, default=Path(), help="the review folder")
    parser.add_argument("--config", type=Path, default=Path("config/config.yaml"))
    parser.add_argument("--out", type=Path, default=Path("build"), help="where the archive goes")
    options = parser.parse_args()
    config = options.directory / options.config
    try:
        path = write_bundle(
            load_config(config), root=options.directory, config=config, folder=options.out
        )
    except ReviewError as error:
        print(*error.messages, sep="\n", file=sys.stderr)
        return 1
    print(f"The release is {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
