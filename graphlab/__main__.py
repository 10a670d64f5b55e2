"""Makes ``python -m graphlab`` the same as ``graphlab``."""

from graphlab.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
