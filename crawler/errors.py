"""The errors of a crawl, which belong to the tree that `graph.errors` draws.

MixgraphError                        1   model.errors
├── FrontierHeld                     1   another process crawls this site
├── StoreUnusable                    1   frontier or page store: disk full, damaged, of another version
└── SiteRefused                      6   robots.txt, a content signal, a streak of refusals or a challenge: the crawl stops
"""

from graph.errors import MixgraphError

__all__ = ["FrontierHeld", "SiteRefused", "StoreUnusable"]


class FrontierHeld(MixgraphError):
    """Raised when another process holds the frontier of this site; the message says which."""

    hint = "wait until it is done, or stop it; `mixgraph crawl status` shows how far it is"


class StoreUnusable(MixgraphError):
    """Raised when a frontier or a page store cannot be read or written; what was in it before is whole."""

    hint = "check the disk (its space and permissions), then give the same command again: it goes on where it was"


class SiteRefused(MixgraphError):
    """Raised when a site does not want to be read by this program; nothing is tried to get round it."""

    exit_code = 6
    hint = "`mixgraph crawl --from-folder FOLDER` reads pages that you saved yourself; `mixgraph import` reads files"
