"""总览: the five controls at a glance."""

from page_frame import heading, nothing_yet
from page_words import TITLES

now = heading(TITLES["overview"][0])
nothing_yet(now)
