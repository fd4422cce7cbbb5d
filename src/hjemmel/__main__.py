"""`python -m hjemmel`: the same as the command."""

import sys

from hjemmel.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
