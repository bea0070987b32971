"""The command line: ``python -m parecon`` is ``parecon``."""

import sys

from parecon.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
