"""imports"""

from page_frame import heading, nothing_yet
from page_words import TITLES

now = heading(TITLES["imports"][0])
nothing_yet(now)
