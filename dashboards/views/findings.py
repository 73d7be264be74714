"""findings"""

from page_frame import heading, nothing_yet
from page_words import TITLES

now = heading(TITLES["findings"][0])
nothing_yet(now)
