"""variance"""

from page_frame import heading, nothing_yet
from page_words import TITLES

now = heading(TITLES["variance"][0])
nothing_yet(now)
