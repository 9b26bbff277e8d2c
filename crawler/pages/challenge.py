"""Pages by which a site asks whether a person reads it: a crawl stops there, and answers none."""

import re

_MARKS = re.compile(
    r"cf-challenge|challenge-form|challenge-running|cf_chl_|cf-turnstile|challenges\.cloudflare\.com"
    r"|performing security verification|checking your browser before|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|<title>\s*(?:just a moment|attention required|access denied|security check)\b",
    re.IGNORECASE,
)
_LONGEST = 1 << 18  # letters looked at; such pages are short


def is_challenge(text: str) -> bool:
    """Whether a page that could not be read, or came with an error's status, is a bot challenge (as Cloudflare's are).

    Ordinary pages may hold the same words (a song called so, a form with a check), so ask only of pages that are none.
    """
    return bool(_MARKS.search(text, 0, _LONGEST))
