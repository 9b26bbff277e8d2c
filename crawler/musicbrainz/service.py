"""MusicBrainz's web service as a source, and its terms. What it asks of programs is kept by crawler/manners.

From its documentation (musicbrainz.org/doc/MusicBrainz_API and …/Rate_Limiting) and answers that others have kept:
- one request a second from an address, on the average; above it every request is answered 503 until the rate drops;
- another 503 says that the service as a whole is busy, whatever one's own rate; `Retry-After` is then 0, in the first case 1;
- a user agent with the program's name, version and a contact; without any the answer is 403, and those of libraries are slowed;
- the site's robots.txt, which is written for crawlers of its pages, disallowed `/ws` in the version that was at hand.
"""

from crawler.site import Site
from graph.sources.musicbrainz_recording import LICENCE, SOURCE, TERMS

MUSICBRAINZ = Site(source=SOURCE, own_ids="mbid", base="https://musicbrainz.org", terms=TERMS, licence=LICENCE)
