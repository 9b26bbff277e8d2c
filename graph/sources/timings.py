"""Where a sample is heard, as WhoSampled tells it, in one way of writing."""

import re

LONGEST = 200  # letters of the moments in one song


def moments(starts: str, throughout: bool) -> str:
    """Seconds, separated by commas, as `1:18, 2:05, throughout`; what is no number stays as it is; 0 is a moment."""
    clocks = [_clock(start.strip()) for start in starts[:LONGEST].split(",")]
    return ", ".join([*filter(None, clocks), *(["throughout"] if throughout else [])])


def times(sampler: str, sampled: str) -> str:
    """Where the sample is heard in the sampler, and from where in the sampled song it is taken: `1:18, throughout < 0:06`."""
    return f"{sampler} < {sampled}" if sampled else sampler


def _clock(seconds: str) -> str:
    if not re.fullmatch(r"\d{1,5}", seconds, re.ASCII):
        return seconds
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
