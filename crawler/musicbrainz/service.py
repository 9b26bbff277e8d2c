"""MusicBrainz's web service as a source: its terms, how often it may be asked, and how a program names itself there.

From its documentation (musicbrainz.org/doc/MusicBrainz_API and …/Rate_Limiting) and answers that others have kept:
- one request a second from an address, on the average; above it every request is answered 503 until the rate drops;
- another 503 says that the service as a whole is busy, whatever one's own rate; `Retry-After` is then 0, in the first case 1;
- a user agent with the program's name, version and a contact; without any the answer is 403, and those of libraries are slowed;
- the site's robots.txt, which is written for crawlers of its pages, disallowed `/ws` in the version that was at hand.
"""

from crawler.site import Site
from graph.sources.musicbrainz_recording import LICENCE, SOURCE, TERMS

MUSICBRAINZ = Site(source=SOURCE, own_ids="mbid", base="https://musicbrainz.org", terms=TERMS, licence=LICENCE)
DELAY = 1.0  # seconds from request to request, at least
LONGEST_PAUSE = 60.0  # seconds


def user_agent(version: str, contact: str) -> str:
    """The name to give, in the form that the documentation asks for; the contact is an email or web address."""
    return f"mixgraph/{version} ( {contact} )"


def pause(refused: int, retry_after: float = 0) -> float:
    """Seconds to the next request when the last `refused` ones were answered 503: at least `retry_after`, and ever longer."""
    longer = min(DELAY * 2.0 ** min(refused, 10), LONGEST_PAUSE)
    return max(longer, retry_after)
