"""Starts Streamlit with everything imported that the pages need, so that the first reader does not wait for it."""

import sys

from streamlit.web.cli import main

from costctl import charts, intake
from costctl.budget import drill, overview, standing
from costctl.rules import examples, readable, unassessed

NEEDED = (charts, drill, examples, intake, overview, readable, standing, unassessed)

if __name__ == "__main__":
    sys.exit(main(prog_name="streamlit"))
