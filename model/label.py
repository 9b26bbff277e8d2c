"""What the nodes of an adjacency are, as its files say it."""

from typing import Final

SONG: Final = "Song"
ARTIST: Final = "Artist"
TITLE: Final = "Title"
