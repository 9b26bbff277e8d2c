"""The templates of the replica's pages and the words they need."""

from functools import cache
from typing import TYPE_CHECKING

from crawler.replica.slugs import encoded, raw, slug

if TYPE_CHECKING:
    from jinja2 import Environment

# the site's words for its genres, where they are other than their paths
GENRE_LABELS = {
    "Hip-Hop": "Hip-Hop / Rap / R&B",
    "Electronic-Dance": "Electronic / Dance",
    "Rock-Pop": "Rock / Pop",
    "Soul-Funk-Disco": "Soul / Funk / Disco",
    "Jazz-Blues": "Jazz / Blues",
    "Reggae-Dub": "Reggae / Dub",
    "Country-Folk": "Country / Folk",
    "World-Latin": "World / Latin",
    "Soundtrack-Library": "Soundtrack / Library",
}


@cache
def environment() -> "Environment":
    """The templates, with `link`, `raw_link`, `slug`, `genre_label` and `iso_duration` as filters."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("crawler.replica", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "link": encoded,
        "raw_link": raw,
        "slug": slug,
        "genre_label": lambda genre: GENRE_LABELS.get(genre, genre),
        "iso_duration": lambda seconds: f"PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}S",
    }
    return made
