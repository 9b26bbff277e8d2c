"""The site's ten genres: what pages call them, and their names in the graph, which are the site's own in addresses."""

from urllib.parse import unquote

from crawler.address import segments

_TEXTS = {
    "Hip-Hop": ("Hip-Hop / Rap / R&B", "Hip-Hop / R&B", "Hip-Hop"),
    "Electronic-Dance": ("Electronic / Dance",),
    "Rock-Pop": ("Rock / Pop",),
    "Soul-Funk-Disco": ("Soul / Funk / Disco",),
    "Jazz-Blues": ("Jazz / Blues",),
    "Reggae-Dub": ("Reggae / Dub", "Reggae"),
    "Country-Folk": ("Country / Folk",),
    "World-Latin": ("World / Latin", "World"),
    "Soundtrack-Library": ("Soundtrack / Library", "Soundtrack"),
    "Classical": ("Classical",),
}
GENRES = tuple(_TEXTS)
_NAMES = {text.casefold(): name for name, texts in _TEXTS.items() for text in (name, *texts)}


def genre_name(text: str) -> str:
    """The graph's name of the genre that a page calls so; an unknown one stays as it is written."""
    return _NAMES.get(text.casefold(), text)


def is_genre(text: str) -> bool:
    """Whether the text names one of the ten."""
    return text.casefold() in _NAMES


def meant_genre(text: str) -> str:
    """The graph's name of the genre that a person means, however it is spelled; "" for none."""
    letters = _letters(text)
    return next((name for name, texts in _TEXTS.items() if letters in map(_letters, (name, *texts))), "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def genre_of_address(url: str) -> str:
    """The graph's name of the genre whose page is at this address; "" for another page's."""
    parts = segments(url)
    return genre_name(unquote(parts[1])) if len(parts) == 2 and parts[0] == "genre" else ""
