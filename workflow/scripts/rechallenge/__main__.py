"""``python -m rechallenge``."""

from rechallenge.cli import main

raise SystemExit(main())
